from typer.testing import CliRunner

from entrypoints.cli.main import app
from tests.running.databases import DatabaseUrls

PASSWORD = {"TRADEPOST_ADMIN_PASSWORD": "correct horse battery staple"}


def test_each_invocation_uses_the_settings_of_its_own_environment(
    database: DatabaseUrls, redis_url: str, broker_url: str
) -> None:
    servers = {"REDIS_URL": redis_url, "TRADEPOST_BROKER_URL": broker_url}
    elsewhere = CliRunner(env={**PASSWORD, **servers, "DATABASE_URL": f"{database.program}_missing"})
    assert elsewhere.invoke(app, ["create-admin", "--email", "boss@shop.example"]).exit_code != 0
    here = CliRunner(env={**PASSWORD, **servers, "DATABASE_URL": database.program})
    assert here.invoke(app, ["create-admin", "--email", "boss@shop.example"]).exit_code == 0


def test_the_list_shows_the_whole_first_paragraph_of_each_command() -> None:
    listed = " ".join(CliRunner().invoke(app, ["--help"]).output.split())
    assert "Start the servers, API, worker, relay and scheduler, and keep them running until Ctrl-C." in listed
    assert "Run all consistency checks; exit code 1 if one fails, except warnings." in listed

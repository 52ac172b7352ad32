"""Each command that connects says in one sentence why it cannot, whatever is wrong with the database."""

import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from typer.testing import CliRunner

from entrypoints.cli.database_check import show_hints
from entrypoints.cli.main import app
from entrypoints.development.servers.roles import OWNER, PROGRAM
from shared.infra.cli import EXIT_UNAVAILABLE
from tests.running.certificates import CertificateAuthority
from tests.running.databases import DatabaseUrls
from tests.running.old_postgres import old_postgres
from tests.running.running_shop import TRADEPOST, free_port
from tests.running.tcp_postgres import HAS_TLS, PASSWORD, TcpPostgres
from tests.settings import settings_of
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = pytest.mark.process

FAULTS = {
    "wrong password": "refuses the user or the password: check both",
    "stopped server": "cannot be reached (Connection refused): check that it runs",
    "unknown host": "cannot be reached (",
    "missing database": "has no such database: create it",
    "old server": "is version 14: version 15 or newer is needed",
    "no tls": "has no TLS, which `sslmode` demands",
    "wrong authority": "is not trusted (self-signed certificate in certificate chain): name its authority",
    "missing file": "cannot be read: check the path and its permissions",
}
COMMANDS = (
    "migrate",
    "migrate --check",
    "doctor",
    "demo-data load",
    "import products.csv --type products",
    "create-admin --email boss@shop.example",
    "ledger verify",
    "dead-letters list",
    "reports rebuild",
    "search rebuild",
)
PROCESSES = ("serve", "worker", "relay", "scheduler", "up")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[TcpPostgres]:
    async with TcpPostgres.running() as started:
        yield started


@pytest_asyncio.fixture(params=FAULTS, loop_scope="module")
async def fault(request: pytest.FixtureRequest, server: TcpPostgres, tmp_path: Path) -> AsyncIterator[tuple[str, str]]:
    """The URL of a database with the fault, and what is said about it."""
    name: str = request.param
    said = FAULTS[name]
    if name == "wrong password":
        yield server.url(password=f"{PASSWORD}x"), said
    elif name == "stopped server":
        yield server.url().replace(str(server.port), str(free_port())), said
    elif name == "unknown host":
        yield server.url().replace("127.0.0.1", "database.invalid"), said
    elif name == "missing database":
        yield server.url(database="unknown"), said
    elif name == "old server":
        with old_postgres() as port:
            yield server.url().replace(str(server.port), str(port)), said
    elif name == "no tls":
        yield server.url(sslmode="require"), said
    elif name == "missing file":
        yield server.url(sslmode="verify-full", sslrootcert=tmp_path / "none.pem"), said
    elif not HAS_TLS:
        pytest.skip("needs a PostgreSQL with TLS: Debian's package postgresql")
    else:
        await server.switch_tls("on")
        yield server.url(sslmode="verify-ca", sslrootcert=CertificateAuthority(tmp_path, "other").file), said
        await server.switch_tls("off")


def variables(url: str) -> dict[str, str]:
    secret = {"TRADEPOST_ADMIN_PASSWORD": "correct horse battery staple"}
    return {"DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1:1", **secret}


def assert_one_sentence(errors: str, said: str, url: str, variable: str = "DATABASE_URL") -> None:
    assert said in errors
    assert len(errors.splitlines()) == 1, errors
    assert errors.startswith(f"{variable}: ")
    assert url.partition("@")[2].partition("?")[0] in errors, "it names host, port and database"
    assert "p%40ss" not in errors
    assert "p@ss" not in errors


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_what_is_wrong(fault: tuple[str, str], command: str, tmp_path: Path) -> None:
    url, said = fault
    table = tmp_path / "products.csv"
    table.write_text("sku,name,price\nA1,One,100\n")
    arguments = [str(table) if each == table.name else each for each in command.split()]
    result = CliRunner(env=variables(url)).invoke(app, arguments)
    assert result.exit_code == EXIT_UNAVAILABLE, result.output
    assert_one_sentence(result.stderr, said, url)


def run_process(command: str, folder: Path, url: str) -> tuple[int, str, str]:
    ended = subprocess.run(
        (*TRADEPOST, command),
        env={**os.environ, **variables(url), "TRADEPOST_PORT": str(free_port())},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.long
@pytest.mark.parametrize("command", PROCESSES)
def test_a_process_says_what_is_wrong(fault: tuple[str, str], command: str, tmp_path: Path) -> None:
    url, said = fault
    code, output, errors = run_process(command, tmp_path, url)
    assert (code, output) == (EXIT_UNAVAILABLE, "")
    assert_one_sentence(errors, said, url)


@pytest.mark.parametrize("command", PROCESSES)
def test_a_process_does_not_start_with_a_wrong_password(server: TcpPostgres, command: str, tmp_path: Path) -> None:
    url = server.url(password="x")
    code, output, errors = run_process(command, tmp_path, url)
    assert (code, output) == (EXIT_UNAVAILABLE, "")
    assert_one_sentence(errors, FAULTS["wrong password"], url)


def test_channel_binding_that_is_demanded_is_said_not_to_be_enforced(
    database: DatabaseUrls, capsys: pytest.CaptureFixture[str]
) -> None:
    for demanded in ("require", "prefer"):
        show_hints(settings_of(f"{database.program}&channel_binding={demanded}"))
        assert ("channel_binding=require is not enforced" in capsys.readouterr().err) == (demanded == "require")


@pytest.mark.parametrize("command", ["doctor", "ledger verify", "demo-data load"])
def test_an_empty_database_is_to_be_migrated(server: TcpPostgres, command: str) -> None:
    result = CliRunner(env=variables(server.url())).invoke(app, command.split())
    assert result.exit_code == EXIT_UNAVAILABLE
    assert_one_sentence(result.stderr, "has no tables: run `tradepost migrate`", server.url())


def test_only_the_owner_of_the_tables_migrates(database: DatabaseUrls) -> None:
    result = CliRunner(env=variables(database.program)).invoke(app, ["migrate"])
    assert result.exit_code == EXIT_UNAVAILABLE
    assert f"`{PROGRAM}` does not own the tables" in result.stderr
    assert f"set TRADEPOST_MIGRATION_DATABASE_URL to a URL with the role `{OWNER}`" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_role_that_may_create_nothing_cannot_migrate(server: TcpPostgres) -> None:
    result = CliRunner(env=variables(server.url())).invoke(app, ["migrate"])
    assert result.exit_code == EXIT_UNAVAILABLE
    assert_one_sentence(result.stderr, f"`{PROGRAM}` may not create schemas", server.url())


def test_the_variable_of_the_wrong_url_is_named(server: TcpPostgres) -> None:
    owner = server.url(OWNER, password="x")
    environment = {**variables(server.url()), "TRADEPOST_MIGRATION_DATABASE_URL": owner}
    result = CliRunner(env=environment).invoke(app, ["migrate"])
    assert_one_sentence(result.stderr, FAULTS["wrong password"], owner, "TRADEPOST_MIGRATION_DATABASE_URL")


@pytest.fixture
async def outdated(database: DatabaseUrls) -> str:
    """A database that lacks a table of this version."""
    owner = await asyncpg.connect(database.owner)
    try:
        await owner.execute("ALTER TABLE inventory.ledger RENAME TO renamed")
    finally:
        await owner.close()
    return database.program


@pytest.mark.parametrize("command", ["ledger verify", "doctor"])
def test_tables_of_another_version_are_to_be_migrated(outdated: str, command: str) -> None:
    """This error occurs while the command runs."""
    result = CliRunner(env=variables(outdated)).invoke(app, command.split())
    assert result.exit_code == EXIT_UNAVAILABLE
    assert 'relation "inventory.ledger" does not exist): run `tradepost migrate`' in result.stderr
    assert len(result.stderr.splitlines()) == 1

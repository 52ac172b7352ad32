"""Commands use the settings of the running shop, whatever their environment."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner

from entrypoints.cli.environment import settings_or_exit
from entrypoints.cli.main import app
from entrypoints.configuration.environment import setting_variables
from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.processes.process_registry import SUPERVISOR
from entrypoints.development.servers.infrastructure import Servers
from entrypoints.development.shop_data.generator.shop import generate_shop
from entrypoints.development.supervisor.running_shop import running_shop_variables, write_running_shop

SERVERS = Servers("postgresql://program@db/shop", "postgresql://owner@db/shop", "redis://cache/0", "redis://queue/0")
PARTS = {"DATABASE_URL": SERVERS.database, "REDIS_URL": SERVERS.redis, "TRADEPOST_BROKER_URL": SERVERS.broker}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A running shop with Kuwaiti dinars, and an environment that only sets its home."""
    for name in setting_variables():
        monkeypatch.setenv(name, "")  # a command sets them: what is noted here is as it was afterwards
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "shop"
    home.mkdir()
    monkeypatch.setenv("TRADEPOST_HOME", str(home))
    with monkeypatch.context() as shop:
        shop.setenv("TRADEPOST_CURRENCY", "KWD")
        shop.setenv("TRADEPOST_ADMIN_PASSWORD", "an administrator's password")
        shop.setenv("TRADEPOST_METRICS_PORT", "9464")
        (tmp_path / ".env").write_text("TRADEPOST_SKU_PATTERN=^[a-z]+$\nTRADEPOST_PORT=8123\n", encoding="utf-8")
        environment = {**PARTS, "TRADEPOST_SECRET_KEYS": "k" * 32}
        write_running_shop(DataDirectory(home), SERVERS, environment, {"worker": 9464, "relay": 9465})
        (tmp_path / ".env").unlink()
    DataDirectory(home).process_registry.add(SUPERVISOR, os.getpid())
    return home


def test_a_command_has_the_settings_of_the_shop(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = settings_or_exit()
    assert (settings.currency, settings.sku_pattern, settings.port) == ("KWD", "^[a-z]+$", 8123)
    assert (settings.database_url, settings.owner_database_url) == (SERVERS.database, SERVERS.owner_database)
    assert (settings.secret_keys, settings.admin_password) == (("k" * 32,), None)
    assert capsys.readouterr().err == ""
    assert "password" not in (folder / "running.json").read_text()
    assert (folder / "running.json").stat().st_mode & 0o077 == 0


def test_the_file_names_the_monitoring_ports_and_no_command_takes_one(folder: Path) -> None:
    assert json.loads((folder / "running.json").read_text())["monitoring_ports"] == {"worker": 9464, "relay": 9465}
    assert settings_or_exit().metrics_port is None
    variables = running_shop_variables({"TRADEPOST_HOME": str(folder)})
    assert variables.keys() <= setting_variables().keys()


def test_differing_environment_variables_are_reported_and_ignored(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRADEPOST_CURRENCY", "EUR")
    monkeypatch.setenv("TRADEPOST_MAX_ORDER_LINES", "7")
    monkeypatch.setenv("TRADEPOST_PORT", "9000")
    Path(".env").write_text("TRADEPOST_TIMEZONE=Asia/Tokyo\n", encoding="utf-8")
    settings = settings_or_exit()
    assert (settings.currency, settings.max_order_lines, settings.timezone) == ("KWD", 100, "UTC")
    assert settings.port == 9000
    said = capsys.readouterr().err
    assert sorted(line.partition(":")[0] for line in said.splitlines()) == [
        "TRADEPOST_CURRENCY",
        "TRADEPOST_MAX_ORDER_LINES",
        "TRADEPOST_TIMEZONE",
    ]


def test_the_settings_of_the_running_shop_are_shown_as_such(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEPOST_PORT", "9000")
    found = {each["variable"]: each for each in json.loads(CliRunner().invoke(app, ["config", "--json"]).stdout)}
    assert (found["TRADEPOST_CURRENCY"]["value"], found["TRADEPOST_CURRENCY"]["source"]) == ("KWD", "running shop")
    assert (found["TRADEPOST_PORT"]["value"], found["TRADEPOST_PORT"]["source"]) == ("9000", "environment")
    assert found["TRADEPOST_TIMEZONE"]["source"] == "default"


def test_other_server_urls_override_the_running_shop(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/shop")
    monkeypatch.setenv("REDIS_URL", SERVERS.redis)
    settings = settings_or_exit()
    assert (settings.currency, settings.database_url) == ("GBP", "postgresql://elsewhere/shop")


def test_a_command_gets_no_database_url_of_the_owner(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PARTS.items():
        monkeypatch.setenv(name, value)
    settings = settings_or_exit()
    assert (settings.database_url, settings.migration_database_url) == (SERVERS.database, None)


def test_settings_of_a_stopped_shop_are_ignored(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    DataDirectory(folder).process_registry.remove(os.getpid())
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/shop")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    assert settings_or_exit().currency == "GBP"


def test_the_document_is_that_of_the_shop(folder: Path) -> None:
    printed = CliRunner().invoke(app, ["openapi"])
    assert printed.exit_code == 0, printed.output
    sku = json.loads(printed.stdout)["components"]["schemas"]["ProductIn"]["properties"]["sku"]
    assert sku["pattern"] == "^[a-z]+$"


def replayed(folder: Path) -> str:
    generate_shop(1, 3, 5).write(folder)
    done = CliRunner().invoke(app, ["replay-orders", str(folder), "--api-key", "sk_dev_x", "--patience", "0"])
    assert done.exit_code == 2, done.output
    return done.stderr


class Refusing(BaseHTTPRequestHandler):
    """A shop that rejects every key."""

    def do_GET(self) -> None:
        problem = json.dumps({"code": "token_invalid", "detail": f"Not at {self.headers['Host']}."}).encode()
        self.send_response(401)
        self.send_header("Content-Length", str(len(problem)))
        self.end_headers()
        self.wfile.write(problem)

    do_POST = do_GET  # noqa: N815 the name that is called


def test_orders_are_replayed_where_the_shop_runs(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        with monkeypatch.context() as shop:
            shop.setenv("TRADEPOST_PORT", str(server.server_port))
            write_running_shop(DataDirectory(folder), SERVERS, PARTS)
        answering = Thread(target=server.serve_forever)
        answering.start()
        said = replayed(tmp_path)
        server.shutdown()
        answering.join()
    assert said.endswith(f"401 token_invalid: Not at 127.0.0.1:{server.server_port}.\n")


def test_where_no_shop_runs_a_replay_says_so(folder: Path, tmp_path: Path) -> None:
    DataDirectory(folder).process_registry.remove(os.getpid())
    assert (
        replayed(tmp_path)
        == f"no shop runs in {folder}: start one with `tradepost up`, or give its address with --url\n"
    )

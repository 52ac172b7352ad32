"""The banner of `up`."""

import json
import shlex
import sys
from pathlib import Path

import pytest

from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.servers.infrastructure import Servers
from entrypoints.development.supervisor.banner import ready_banner
from entrypoints.development.supervisor.bootstrap import BootstrapResult, SampleProduct
from entrypoints.development.supervisor.card_payments import card_payments
from entrypoints.development.supervisor.monitoring_ports import monitoring_ports
from entrypoints.settings import Settings

SERVERS = Servers(
    database="postgresql://program:hidden@db/shop",
    owner_database="postgresql://owner:hidden@db/shop",
    redis="redis://:hidden@cache/0",
    broker="redis://cache/1",
)
OFFER = SampleProduct("85123A", 255)


@pytest.fixture
def home(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path)


def shown(home: DataDirectory, welcome: BootstrapResult, *, on_terminal: bool = True, **changes: object) -> str:
    settings = Settings(DATABASE_URL=SERVERS.database, REDIS_URL=SERVERS.redis).model_copy(update=changes)
    cards = card_payments(settings, home)
    ports = monitoring_ports(settings, ["worker", "relay"])
    return ready_banner(
        settings, home, SERVERS, cards=cards, result=welcome, monitoring_ports=ports, on_terminal=on_terminal
    )


def test_the_first_line_shows_the_url_of_the_api(home: DataDirectory) -> None:
    text = shown(home, BootstrapResult(None, None, None), host="0.0.0.0", port=8123)
    assert text.splitlines()[0] == "ready http://127.0.0.1:8123"


def test_the_command_for_mail_can_be_pasted(
    home: DataDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "shop" / ".venv" / "bin" / "tradepost"
    program.parent.mkdir(parents=True)
    program.touch(0o755)
    monkeypatch.setattr(sys, "executable", str(program.with_name("python")))
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.chdir(tmp_path / "shop")
    assert "(`.venv/bin/tradepost mail list`)" in shown(home, BootstrapResult(None, None, None))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert f"(`{program} mail list`)" in shown(home, BootstrapResult(None, None, None))
    monkeypatch.setenv("PATH", str(program.parent))
    assert "(`tradepost mail list`)" in shown(home, BootstrapResult(None, None, None))


def test_the_order_command_can_be_pasted(home: DataDirectory) -> None:
    text = shown(home, BootstrapResult(None, "sk_dev_key", OFFER), port=8123)
    command = shlex.split(text[text.index("curl ") :].replace("\\\n", ""))
    assert command[2] == "http://127.0.0.1:8123/v1/orders"
    assert "Authorization: Bearer sk_dev_key" in command
    order = json.loads(command[-1])
    assert order["items"] == [{"sku": "85123A", "quantity": 1, "expected_unit_price_cents": 255}]
    assert order["payment"] == {"method": "card", "token": "pm_card_visa"}
    assert "Prefer: wait=10" in command


def test_a_shop_with_a_configured_provider_gets_no_sandbox(home: DataDirectory) -> None:
    text = shown(home, BootstrapResult(None, "sk_dev_key", OFFER), stripe_api_key="sk_live_secret")
    assert "cards by the provider" in text
    assert "sk_live_secret" not in text
    assert json.loads(shlex.split(text[text.index("curl ") :].replace("\\\n", ""))[-1])["payment"] == {
        "method": "manual"
    }


def test_secrets_of_the_sandbox_are_passed_by_environment_only(home: DataDirectory) -> None:
    settings = Settings(DATABASE_URL=SERVERS.database, REDIS_URL=SERVERS.redis)
    first, again = card_payments(settings, home), card_payments(settings, home)
    assert first.sandbox is not None
    assert first.environment["TRADEPOST_STRIPE_API_KEY"] == again.environment["TRADEPOST_STRIPE_API_KEY"]
    assert not [word for word in first.sandbox.command if "sk_test_" in word or "whsec_" in word]
    assert first.environment["TRADEPOST_STRIPE_API_KEY"] not in repr(first)


@pytest.mark.parametrize("welcome", [BootstrapResult(None, None, OFFER), BootstrapResult(None, "sk_dev_key", None)])
def test_without_an_api_key_or_products_there_is_no_order_command(
    home: DataDirectory, welcome: BootstrapResult
) -> None:
    assert "curl" not in shown(home, welcome)


def test_a_new_password_is_shown_and_an_old_one_is_not(home: DataDirectory) -> None:
    assert "password made-up-Pw7" in shown(home, BootstrapResult("made-up-Pw7", None, None))
    home.admin_file.write_text("kept-Pw8")
    logged = shown(home, BootstrapResult("made-up-Pw7", None, None), on_terminal=False)
    assert "made-up-Pw7" not in logged
    assert str(home.admin_file) in logged
    later = shown(home, BootstrapResult(None, None, None))
    assert "kept-Pw8" not in later
    assert str(home.admin_file) in later


def test_servers_passwords_are_not_shown(home: DataDirectory) -> None:
    text = shown(home, BootstrapResult(None, None, None))
    assert "hidden" not in text
    assert "postgresql://program@db/shop" in text


def test_the_ports_for_monitoring_are_shown(home: DataDirectory) -> None:
    text = shown(home, BootstrapResult(None, None, None), port=8123, metrics_port=9464)
    assert "http://127.0.0.1:8123/metrics, /health and /ready" in text
    assert "(worker on port 9464, relay on port 9465)" in text


def test_without_a_setting_each_process_gets_a_free_port() -> None:
    settings = Settings(DATABASE_URL=SERVERS.database, REDIS_URL=SERVERS.redis)
    ports = monitoring_ports(settings, ["worker", "relay", "scheduler"])
    assert list(ports) == ["worker", "relay", "scheduler"]
    assert len(set(ports.values())) == 3

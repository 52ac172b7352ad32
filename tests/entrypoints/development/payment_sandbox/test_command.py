"""`tradepost payment-sandbox`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from entrypoints.cli.main import app
from tests.running.payment_sandbox import API_KEY, WEBHOOK_SECRET, RunningSandbox, running_sandbox


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAYMENT_SANDBOX_API_KEY", ""),
        ("PAYMENT_SANDBOX_API_KEY", "sk_live_a_key_of_the_real_thing"),
        ("PAYMENT_SANDBOX_API_KEY", "sk_test_short"),
        ("PAYMENT_SANDBOX_WEBHOOK_SECRET", "no secret"),
    ],
)
def test_the_sandbox_does_not_start_without_valid_secrets(name: str, value: str, tmp_path: Path) -> None:
    environment = {"PAYMENT_SANDBOX_API_KEY": API_KEY, "PAYMENT_SANDBOX_WEBHOOK_SECRET": WEBHOOK_SECRET, name: value}
    command = ["payment-sandbox", "--port", "1", "--data", str(tmp_path / "sandbox")]
    result = CliRunner().invoke(app, command, env=environment)
    assert result.exit_code == 2
    assert name in result.output
    assert not value or value not in result.output


async def test_secrets_and_data_are_readable_by_their_owner_only(sandbox: RunningSandbox) -> None:
    shown = sandbox.command_line()
    assert b"payment-sandbox" in shown
    assert API_KEY.encode() not in shown
    assert WEBHOOK_SECRET.encode() not in shown
    for file in (sandbox.data, sandbox.data.with_name(sandbox.data.name + "-wal")):
        assert file.stat().st_mode & 0o077 == 0
    assert API_KEY not in sandbox.log.read_text()


@pytest.mark.process
async def test_the_sandbox_stops_on_a_signal(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path) as sandbox:
        await sandbox.pay()
        assert sandbox.stop() in (0, -15, 143)

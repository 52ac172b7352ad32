"""`tradepost payment-sandbox`: a stand-in for Stripe on one's own machine."""

import os
from pathlib import Path
from typing import Annotated

import typer

API_KEY, WEBHOOK_SECRET = "PAYMENT_SANDBOX_API_KEY", "PAYMENT_SANDBOX_WEBHOOK_SECRET"


def payment_sandbox(
    port: Annotated[int, typer.Option(envvar="PAYMENT_SANDBOX_PORT", min=1, max=65_535)],
    data: Annotated[Path, typer.Option(envvar="PAYMENT_SANDBOX_DATA", help="The file that keeps everything.")],
    webhook_url: Annotated[
        str | None, typer.Option(envvar="PAYMENT_SANDBOX_WEBHOOK_URL", help="Where events are sent to.")
    ] = None,
    host: Annotated[str, typer.Option(envvar="PAYMENT_SANDBOX_HOST")] = "127.0.0.1",
) -> None:
    """Speak Stripe's API for payments with documented test cards, and go wrong on demand.

    The secrets come by the environment, where no list of processes shows them: PAYMENT_SANDBOX_API_KEY (sk_test_…)
    and PAYMENT_SANDBOX_WEBHOOK_SECRET (whsec_…).
    """
    from entrypoints.development.payment_sandbox.process import run
    from entrypoints.development.payment_sandbox.settings import SandboxSettings

    api_key, webhook_secret = _secret(API_KEY, "sk_test_"), _secret(WEBHOOK_SECRET, "whsec_")
    run(SandboxSettings(port, data, api_key, webhook_secret, webhook_url, host))


def _secret(name: str, prefix: str) -> str:
    value = os.environ.get(name, "")
    if not value.startswith(prefix) or len(value) < len(prefix) + 16:
        typer.echo(f"{name}: write {prefix} and at least 16 characters more", err=True)
        raise typer.Exit(2)
    return value

"""`tradepost payment-sandbox`: a local sandbox that emulates Stripe."""

import os
from pathlib import Path
from typing import Annotated

import typer

API_KEY, WEBHOOK_SECRET = "PAYMENT_SANDBOX_API_KEY", "PAYMENT_SANDBOX_WEBHOOK_SECRET"


def payment_sandbox(
    port: Annotated[int, typer.Option(envvar="PAYMENT_SANDBOX_PORT", min=1, max=65_535)],
    data: Annotated[Path, typer.Option(envvar="PAYMENT_SANDBOX_DATA", help="The sandbox's database file.")],
    webhook_url: Annotated[
        str | None, typer.Option(envvar="PAYMENT_SANDBOX_WEBHOOK_URL", help="URL that receives the webhooks.")
    ] = None,
    host: Annotated[str, typer.Option(envvar="PAYMENT_SANDBOX_HOST")] = "127.0.0.1",
) -> None:
    """Emulate Stripe's payment API with the documented test cards and with faults on demand.

    Secrets are read from the environment, so that process lists do not show them: PAYMENT_SANDBOX_API_KEY
    (sk_test_…) and PAYMENT_SANDBOX_WEBHOOK_SECRET (whsec_…).
    """
    from entrypoints.development.payment_sandbox.process import run
    from entrypoints.development.payment_sandbox.settings import SandboxSettings

    api_key, webhook_secret = _secret(API_KEY, "sk_test_"), _secret(WEBHOOK_SECRET, "whsec_")
    run(
        SandboxSettings(
            port=port, data=data, api_key=api_key, webhook_secret=webhook_secret, webhook_url=webhook_url, host=host
        )
    )


def _secret(name: str, prefix: str) -> str:
    value = os.environ.get(name, "")
    if not value.startswith(prefix) or len(value) < len(prefix) + 16:
        typer.echo(f"{name}: must be {prefix} followed by at least 16 characters", err=True)
        raise typer.Exit(2)
    return value

"""Card payments of `up`: the configured provider, or the local sandbox."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field

from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.processes.supervised_process import Component, changed_environment
from entrypoints.development.supervisor.subcommands import tradepost
from entrypoints.settings import Settings

SANDBOX = "payments"
PORT = "payment sandbox port"
WEBHOOK_PATH = "/v1/payments/webhooks/stripe"


@dataclass(frozen=True, slots=True)
class CardPayments:
    """`environment` configures the shop's processes; `sandbox` is the component to run, if any."""

    environment: Mapping[str, str] = field(repr=False)
    sandbox: Component | None = None
    address: str | None = None


def card_payments(settings: Settings, directory: DataDirectory) -> CardPayments:
    """Use the sandbox if no provider is configured; in production there are no card payments then."""
    if settings.takes_cards or settings.is_production:
        return CardPayments({})
    port = _stored_port(directory)
    key = f"sk_test_{directory.secret('payment sandbox key')}"
    signing = f"whsec_{directory.secret('payment sandbox signature')}"
    address = f"http://127.0.0.1:{port}"
    command = tradepost(
        *("payment-sandbox", "--port", str(port), "--data", str(directory.sandbox_database)),
        *("--webhook-url", f"{settings.local_address}{WEBHOOK_PATH}"),
    )
    environment = changed_environment(
        {
            "PAYMENT_SANDBOX_API_KEY": key,
            "PAYMENT_SANDBOX_WEBHOOK_SECRET": signing,
            "TRADEPOST_MIGRATION_DATABASE_URL": None,
            "TRADEPOST_ADMIN_PASSWORD": None,
            "PYTHONUNBUFFERED": "1",
        }
    )
    shop_environment = {
        "TRADEPOST_STRIPE_API_KEY": key,
        "TRADEPOST_STRIPE_API_BASE": address,
        "TRADEPOST_STRIPE_WEBHOOK_SECRET": signing,
    }
    return CardPayments(shop_environment, Component(SANDBOX, command, environment), address)


def _stored_port(directory: DataDirectory) -> int:
    """Reuse the port of previous runs if possible, because buyers may have been redirected to it."""
    stored = directory.stored_secret(PORT)
    port = _free_port(int(stored)) if stored else None
    if port is None:
        port = _free_port(0)
        directory.store_secret(PORT, str(port))
    return port or 0


def _free_port(wanted: int) -> int | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return None
        return int(probe.getsockname()[1])

"""Who takes the money of cards on this machine: the provider of the settings, else a sandbox of our own."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field

from entrypoints.development.processes.data_directory import Home
from entrypoints.development.processes.supervised_process import Part, inherited
from entrypoints.development.supervisor.subcommands import tradepost
from entrypoints.settings import Settings

SANDBOX = "payments"
PORT = "payment sandbox port"
REPORTS = "/v1/payments/webhooks/stripe"


@dataclass(frozen=True, slots=True)
class CardPayments:
    """`told` is what the shop's processes are told; `sandbox` the part to run beside them, if any."""

    told: Mapping[str, str] = field(repr=False)
    sandbox: Part | None = None
    address: str | None = None


def card_payments(settings: Settings, home: Home) -> CardPayments:
    """A shop without a provider of its own gets the sandbox, except in production, where it takes no cards."""
    if settings.stripe_api_key is not None or settings.is_production:
        return CardPayments({})
    port = _kept_port(home)
    key = f"sk_test_{home.secret('payment sandbox key')}"
    signing = f"whsec_{home.secret('payment sandbox signature')}"
    address = f"http://127.0.0.1:{port}"
    command = tradepost(
        *("payment-sandbox", "--port", str(port), "--data", str(home.folder / "payments.db")),
        *("--webhook-url", f"{settings.local_address}{REPORTS}"),
    )
    environment = inherited(
        {
            "PAYMENT_SANDBOX_API_KEY": key,
            "PAYMENT_SANDBOX_WEBHOOK_SECRET": signing,
            "TRADEPOST_MIGRATION_DATABASE_URL": None,
            "TRADEPOST_ADMIN_PASSWORD": None,
            "PYTHONUNBUFFERED": "1",
        }
    )
    told = {
        "TRADEPOST_STRIPE_API_KEY": key,
        "TRADEPOST_STRIPE_API_BASE": address,
        "TRADEPOST_STRIPE_WEBHOOK_SECRET": signing,
    }
    return CardPayments(told, Part(SANDBOX, command, environment), address)


def _kept_port(home: Home) -> int:
    """The same at every start as far as possible: buyers may have been sent to a page there."""
    kept = home.kept_secret(PORT)
    port = _free_port(int(kept)) if kept else None
    if port is None:
        port = _free_port(0)
        home.keep_secret(PORT, str(port))
    return port or 0


def _free_port(wanted: int) -> int | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return None
        return int(probe.getsockname()[1])

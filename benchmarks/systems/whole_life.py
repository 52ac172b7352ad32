"""Tradepost with all its processes and a payment sandbox: orders from placement to the queued confirmation mail."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.reporting.targets import PAID
from benchmarks.servers.payment_sandbox import PaymentSandbox, payment_sandbox
from benchmarks.systems.http_system import HttpSystem
from benchmarks.systems.requests import CARD
from benchmarks.systems.settlement import Settlement
from benchmarks.systems.shop_api import ShopApi
from benchmarks.systems.tradepost import TOTALS_QUERY, encoder_of, new_shop, opened, running_command

DATABASE = "tradepost_whole_life"
VALKEY_DATABASES = (2, 3)
SETTLEMENT_QUERY = """
    SELECT (SELECT count(*) FROM orders.orders WHERE status = 'confirmed' AND paid_cents = total_cents) AS confirmed,
           (SELECT count(*) FROM notifications.sent_mails WHERE kind = 'order_confirmed') AS mailed,
           (SELECT count(*) FROM orders.orders WHERE status = 'pending_payment')
             + (SELECT count(*) FROM platform.deliveries WHERE done_at IS NULL) AS pending
"""
SETTLED_QUERY = """
    SELECT extract(epoch FROM m.sent_at) AS at, extract(epoch FROM m.sent_at - o.created_at) AS seconds
    FROM notifications.sent_mails m
    JOIN platform.events e ON m.key = e.id || ':notifications.order_confirmed'
    JOIN orders.orders o ON o.id = CAST(e.aggregate_id AS bigint)
    WHERE m.kind = 'order_confirmed' AND e.type = 'orders.order.confirmed' AND m.sent_at >= to_timestamp($1)
"""


@asynccontextmanager
async def whole_life(server: str, valkey: str, *, folder: Path, roots: Mapping[str, int]) -> AsyncIterator[HttpSystem]:
    """A shop of its own with all processes of a running shop, without webhooks of the sandbox.

    The scheduler's part is the payments whose outcome is unknown, because the sandbox did not answer in time.
    """
    own = folder / "whole-life"
    own.mkdir()
    async with payment_sandbox(own, "payments") as sandbox:
        shop = await new_shop(
            server, valkey, own, database=DATABASE, valkey_databases=VALKEY_DATABASES, settings=_provider(sandbox)
        )
        async with (
            opened(shop) as api_pid,
            running_command(shop, "relay") as relay_pid,
            running_command(shop, "worker") as worker_pid,
            running_command(shop, "scheduler") as scheduler_pid,
            ShopApi(shop.port) as api,
        ):
            await api.sign_in("admin", shop.environment["TRADEPOST_ADMIN_PASSWORD"])
            customers = await api.customers()
            await api.make_key()
            own_processes = {"server": api_pid, "relay": relay_pid, "worker": worker_pid, "scheduler": scheduler_pid}
            yield HttpSystem(
                name=PAID,
                port=shop.port,
                encoder=encoder_of(api, customers, {"payment": CARD}),
                roots={**roots, **own_processes, "sandbox": sandbox.pid},
                database=shop.database,
                totals_query=TOTALS_QUERY,
                settlement=Settlement(
                    database=shop.database,
                    totals_query=SETTLEMENT_QUERY,
                    settled_query=SETTLED_QUERY,
                    sandbox=sandbox,
                ),
                suspended=tuple(own_processes.values()),
            )


def _provider(sandbox: PaymentSandbox) -> Mapping[str, str]:
    return {
        "TRADEPOST_STRIPE_API_KEY": sandbox.api_key,
        "TRADEPOST_STRIPE_API_BASE": sandbox.url,
        "TRADEPOST_STRIPE_WEBHOOK_SECRET": sandbox.webhook_secret,
    }

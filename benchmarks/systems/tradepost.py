"""Tradepost: the real server, with rate limits off and everything else on."""

import itertools
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load.baskets import HOT_SKU, SCARCE_SKU, SKUS, Basket, sku
from benchmarks.load.buyers import Encode
from benchmarks.reporting.targets import TRADEPOST
from benchmarks.servers.http import free_port, running_process, serving
from benchmarks.systems.http_system import HttpSystem
from benchmarks.systems.requests import encoder
from benchmarks.systems.shop_api import ShopApi
from entrypoints.development.servers.roles import OWNER, PROGRAM, create_database, create_roles, url_for
from entrypoints.development.shop_data.files import CATALOG, STOCK_PLAN
from entrypoints.development.shop_data.rows import Product, Stock

DATABASE = "tradepost"
PLENTY = 1_000_000_000
SCARCE_UNITS = 200
SINCE = "2026-01-01T00:00:00Z"
TOTALS_QUERY = """
    SELECT (SELECT count(*) FROM orders.orders) AS orders,
           (SELECT sum(quantity) FROM orders.order_lines) AS sold,
           (SELECT sum(reserved) FROM inventory.stock_levels) AS gone,
           (SELECT count(*) FROM platform.events WHERE type = 'orders.order.placed') AS events,
           (SELECT count(*) FROM platform.idempotency_keys) AS stored_responses,
           (SELECT count(*) FROM (SELECT sku, sum(on_hand) AS had FROM inventory.stock_levels GROUP BY sku) s
             WHERE s.had < (SELECT sum(l.quantity) FROM orders.order_lines l WHERE l.sku = s.sku)) AS oversold
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """A database with a shop, and the program's environment; `database` is its URL as the server's superuser."""

    database: str
    folder: Path
    environment: Mapping[str, str]
    port: int

    def run(self, *arguments: str) -> None:
        """Run a command of the program."""
        command = [*PROGRAM_COMMAND, *arguments]
        done = subprocess.run(
            command, env={**os.environ, **self.environment}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"tradepost {arguments[0]}: {done.stderr[-2000:]}")


PROGRAM_COMMAND = (sys.executable, "-P", "-m", "entrypoints.cli")


async def new_shop(
    server: str,
    valkey: str,
    folder: Path,
    *,
    database: str = DATABASE,
    valkey_databases: tuple[int, int] = (0, 1),
    settings: Mapping[str, str] | None = None,
) -> Shop:
    """Create roles, a migrated database and an administrator; the Valkey databases are the cache's and the broker's."""
    await create_roles(server)
    await create_database(server, database)
    cache, broker = valkey_databases
    port = free_port()
    environment = {
        "DATABASE_URL": url_for(server, PROGRAM, database),
        "TRADEPOST_MIGRATION_DATABASE_URL": url_for(server, OWNER, database),
        "REDIS_URL": f"{valkey}/{cache}",
        "TRADEPOST_BROKER_URL": f"{valkey}/{broker}",
        "TRADEPOST_PORT": str(port),
        "TRADEPOST_HOME": str(folder / "home"),
        "TRADEPOST_SECRET_KEYS": secrets.token_urlsafe(48),
        "TRADEPOST_ADMIN_PASSWORD": secrets.token_urlsafe(16),
        "TRADEPOST_RATE_LIMITS": "off",
        # Nothing expires while it is measured: no scheduler runs, and no hold is to be given up lazily.
        "TRADEPOST_ORDER_PAYMENT_SECONDS": "86400",
        **(settings or {}),
    }
    shop = Shop(server.replace("/postgres?", f"/{database}?"), folder, environment, port)
    shop.run("migrate")
    shop.run("create-admin", "--email", "admin@shop.example", "--username", "admin")
    shop.run("import", str(_shop_files(folder)), "--stock", "plan")
    return shop


@asynccontextmanager
async def opened(shop: Shop) -> AsyncIterator[int]:
    """Start the server and yield its pid."""
    name = f"tradepost-{secrets.token_hex(2)}.log"
    async with serving(
        [*PROGRAM_COMMAND, "serve"], shop.environment, shop.port, log=shop.folder / name, ready="/ready"
    ) as pid:
        yield pid


@asynccontextmanager
async def running_command(shop: Shop, command: str) -> AsyncIterator[int]:
    """Run another process of the shop, such as `relay`, and yield its pid."""
    log = shop.folder / f"{command}.log"
    async with running_process([*PROGRAM_COMMAND, command], shop.environment, log=log) as process:
        yield process.pid


def system(shop: Shop, api: ShopApi, customers: Sequence[int], *, pid: int, roots: Mapping[str, int]) -> HttpSystem:
    """Placement of orders that are not paid yet."""
    return HttpSystem(
        name=TRADEPOST,
        port=shop.port,
        encoder=encoder_of(api, customers),
        roots={**roots, "server": pid},
        database=shop.database,
        totals_query=TOTALS_QUERY,
    )


def encoder_of(
    api: ShopApi, customers: Sequence[int], extra: Mapping[str, object] | None = None
) -> Callable[[], Awaitable[Encode]]:
    """Orders placed with an API key's JWT, for the customers in turn; `extra` is added to every body."""
    turn = itertools.cycle(customers)

    async def encode() -> Encode:
        token = await api.token()
        encoders = {customer: encoder(token, {"customer_id": customer, **(extra or {})}) for customer in customers}

        def encoded(basket: Basket) -> tuple[bytes, bytes]:
            return encoders[next(turn)](basket)

        return encoded

    return encode


def _shop_files(folder: Path) -> Path:
    """Write a catalogue of all SKUs, with plenty of stock except for the scarce SKU."""
    units = {sku(number): PLENTY for number in range(1, SKUS + 1)} | {HOT_SKU: PLENTY, SCARCE_SKU: SCARCE_UNITS}
    files = folder / "shop"
    files.mkdir()
    CATALOG.write(
        files,
        [
            Product(sku=name, name=f"A thing called {name}", unit_price_cents=1250, first_sold_at=SINCE, demand_units=0)
            for name in units
        ],
    )
    STOCK_PLAN.write(
        files, [Stock(sku=name, demand_units=0, initial_stock=count, short=0) for name, count in units.items()]
    )
    return files

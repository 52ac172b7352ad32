"""Tradepost: the real server, with rate limits off and everything else on."""

import itertools
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load.baskets import HOT_SKU, SCARCE_SKU, SKUS, Basket, sku
from benchmarks.load.buyers import Encode
from benchmarks.reporting.targets import TRADEPOST
from benchmarks.servers.http import free_port, serving
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
    """A database with a shop, and the program's environment."""

    server: str
    folder: Path
    environment: Mapping[str, str]
    port: int

    @property
    def database(self) -> str:
        """As the server's superuser."""
        return self.server.replace("/postgres?", f"/{DATABASE}?")

    def run(self, *arguments: str) -> None:
        """Run a command of the program."""
        command = [*_PROGRAM, *arguments]
        done = subprocess.run(
            command, env={**os.environ, **self.environment}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"tradepost {arguments[0]}: {done.stderr[-2000:]}")


_PROGRAM = (sys.executable, "-P", "-m", "entrypoints.cli")


async def new_shop(server: str, valkey: str, folder: Path) -> Shop:
    """Create roles, a migrated database and an administrator."""
    await create_roles(server)
    await create_database(server, DATABASE)
    port = free_port()
    environment = {
        "DATABASE_URL": url_for(server, PROGRAM, DATABASE),
        "TRADEPOST_MIGRATION_DATABASE_URL": url_for(server, OWNER, DATABASE),
        "REDIS_URL": f"{valkey}/0",
        "TRADEPOST_BROKER_URL": f"{valkey}/1",
        "TRADEPOST_PORT": str(port),
        "TRADEPOST_HOME": str(folder / "home"),
        "TRADEPOST_SECRET_KEYS": secrets.token_urlsafe(48),
        "TRADEPOST_ADMIN_PASSWORD": secrets.token_urlsafe(16),
        "TRADEPOST_RATE_LIMITS": "off",
        # Nothing expires while it is measured: no scheduler runs, and no hold is to be given up lazily.
        "TRADEPOST_ORDER_PAYMENT_SECONDS": "86400",
    }
    shop = Shop(server, folder, environment, port)
    shop.run("migrate")
    shop.run("create-admin", "--email", "admin@shop.example", "--username", "admin")
    shop.run("import", str(_shop_files(folder)), "--stock", "plan")
    return shop


@asynccontextmanager
async def opened(shop: Shop) -> AsyncIterator[int]:
    """Start the server and yield its pid."""
    name = f"tradepost-{secrets.token_hex(2)}.log"
    async with serving(
        [*_PROGRAM, "serve"], shop.environment, shop.port, log=shop.folder / name, ready="/ready"
    ) as pid:
        yield pid


def system(shop: Shop, api: ShopApi, customers: Sequence[int], *, pid: int, roots: Mapping[str, int]) -> HttpSystem:
    """The system; orders are placed with an API key's JWT, for the customers in turn."""
    turn = itertools.cycle(customers)

    async def encode() -> Encode:
        encoders = [encoder(await api.token(), {"customer_id": customer}) for customer in customers]
        number = {customer: encoders[place] for place, customer in enumerate(customers)}

        def encoded(basket: Basket) -> tuple[bytes, bytes]:
            return number[next(turn)](basket)

        return encoded

    return HttpSystem(
        name=TRADEPOST,
        port=shop.port,
        encoder=encode,
        roots={**roots, "server": pid},
        database=shop.database,
        totals_query=TOTALS_QUERY,
    )


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

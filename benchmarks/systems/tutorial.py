"""The tutorial app as a system under test."""

import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from benchmarks.baseline.security import issue_token
from benchmarks.load.baskets import HOT_SKU, SCARCE_SKU, SKUS, sku
from benchmarks.load.buyers import Encode
from benchmarks.servers.http import free_port, serving
from benchmarks.systems.http_system import HttpSystem
from benchmarks.systems.requests import encoder

PLENTY = 1_000_000_000
SCARCE_UNITS = 200
TOTALS_QUERY = """
    SELECT (SELECT count(*) FROM orders) AS orders,
           (SELECT sum(quantity) FROM order_items) AS sold,
           (SELECT sum(reserved) FROM products) AS gone,
           (SELECT count(*) FROM events) AS events,
           (SELECT count(*) FROM idempotency_keys) AS stored_responses,
           (SELECT count(*) FROM products p
             WHERE p.on_hand < (SELECT sum(i.quantity) FROM order_items i WHERE i.sku = p.sku)) AS oversold
"""


@asynccontextmanager
async def tutorial(
    server: str, *, database: str, folder: Path, roots: Mapping[str, int], locks: bool = True
) -> AsyncIterator[HttpSystem]:
    """The app with a new database; `locks=False` runs the variant without locks."""
    name = database.replace("_", "-")
    url = await new_database(server, database)
    port = free_port()
    app = "benchmarks.baseline.app:app" if locks else "benchmarks.baseline.app:careless"
    command = [sys.executable, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port)]
    environment = {"DATABASE_URL": url.replace("postgresql://", "postgresql+asyncpg://", 1)}
    async with serving(command, environment, port, log=folder / f"{database}.log") as pid:
        await stocked(url)

        async def encode() -> Encode:
            return encoder(issue_token(7, int(time.time()) + 3600))

        yield HttpSystem(
            name=name,
            port=port,
            encoder=encode,
            roots={**roots, "server": pid},
            database=url,
            totals_query=TOTALS_QUERY,
        )


async def stocked(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        rows = [(sku(number), PLENTY) for number in range(1, SKUS + 1)]
        rows += [(HOT_SKU, PLENTY), (SCARCE_SKU, SCARCE_UNITS)]
        await connection.executemany(
            "INSERT INTO products (sku, name, price_cents, tax_rate_bps, active, on_hand, reserved)"
            " VALUES ($1, 'A thing called ' || $1, 1250, 2000, true, $2, 0)",
            rows,
        )
    finally:
        await connection.close()


async def new_database(server: str, name: str, template: str = "template1") -> str:
    """Create a database and return its URL."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    finally:
        await connection.close()
    return server.replace("/postgres?", f"/{name}?")

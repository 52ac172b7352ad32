"""The DBOS app as two systems: orders reserved only, and orders from placement to the queued confirmation mail."""

import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.baseline.security import issue_token
from benchmarks.load.buyers import Encode
from benchmarks.reporting.targets import DBOS, DBOS_PAID
from benchmarks.servers.http import free_port, serving
from benchmarks.servers.payment_sandbox import payment_sandbox
from benchmarks.systems.http_system import HttpSystem
from benchmarks.systems.requests import CARD, encoder
from benchmarks.systems.settlement import Settlement
from benchmarks.systems.tutorial import stocked

TOTALS_QUERY = """
    SELECT (SELECT count(*) FROM orders) AS orders,
           (SELECT sum(quantity) FROM order_items) AS sold,
           (SELECT sum(reserved) FROM products) AS gone,
           (SELECT count(*) FROM dbos.operation_outputs WHERE function_name = 'reserve' AND error IS NULL) AS events,
           (SELECT count(*) FROM dbos.workflow_status WHERE status = 'SUCCESS') AS stored_responses,
           (SELECT count(*) FROM products p
             WHERE p.on_hand < (SELECT sum(i.quantity) FROM order_items i WHERE i.sku = p.sku)) AS oversold
"""
SETTLEMENT_QUERY = """
    SELECT (SELECT count(*) FROM orders WHERE status = 'confirmed') AS confirmed,
           (SELECT count(*) FROM mails WHERE kind = 'order_confirmed') AS mailed,
           (SELECT count(*) FROM dbos.workflow_status WHERE status NOT IN ('SUCCESS', 'ERROR')) AS pending
"""
SETTLED_QUERY = """
    SELECT extract(epoch FROM confirmed_at) AS at, extract(epoch FROM confirmed_at - created_at) AS seconds
    FROM orders WHERE confirmed_at >= to_timestamp($1)
"""


@asynccontextmanager
async def dbos(
    url: str, *, folder: Path, roots: Mapping[str, int], checks_stock: bool = True
) -> AsyncIterator[tuple[HttpSystem, HttpSystem]]:
    """The app with an empty database, as placement alone and as whole life.

    `checks_stock=False` reserves without looking at the stock.
    """
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.dbos_app.app:app", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--no-access-log"]
    async with payment_sandbox(folder, "dbos-payments") as sandbox:
        environment = {"DATABASE_URL": url, "PAYMENT_URL": sandbox.url, "PAYMENT_API_KEY": sandbox.api_key}
        environment |= {} if checks_stock else {"SKIP_STOCK_CHECK": "1"}
        async with serving(command, environment, port, log=folder / "dbos.log") as pid:
            await stocked(url)

            def system(name: str, extra: Mapping[str, object], settlement: Settlement | None = None) -> HttpSystem:
                async def encode() -> Encode:
                    return encoder(issue_token(7, int(time.time()) + 3600), extra)

                return HttpSystem(
                    name=name,
                    port=port,
                    encoder=encode,
                    roots={**roots, "server": pid, "sandbox": sandbox.pid},
                    database=url,
                    totals_query=TOTALS_QUERY,
                    settlement=settlement,
                    suspended=(pid,),
                )

            settlement = Settlement(
                database=url, totals_query=SETTLEMENT_QUERY, settled_query=SETTLED_QUERY, sandbox=sandbox
            )
            yield system(DBOS, {}), system(DBOS_PAID, {"payment": CARD}, settlement)

"""`python -m benchmarks.search_times`: response times of searches in a million orders.

Sends each search several times to the real server. The exit code is 1 if a median exceeds the target.
"""

import argparse
import shutil
import signal
import statistics
import sys
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter

import asyncpg
import httpx2
import uvloop

from benchmarks.many_orders import ANALYZED, CLEANED, WORDS, filling
from benchmarks.servers.postgres import running_postgres
from benchmarks.servers.valkey import running_valkey
from benchmarks.systems.tradepost import Shop, new_shop, opened

TARGET_MS = 50.0
SEARCHES: Mapping[str, Mapping[str, str]] = {
    **{name: {"q": q} for name, q in WORDS.items()},
    "in most orders, deep": {"q": "gmail.com", "offset": "5000"},
    "in a third, few of them expired": {"q": "smith", "status": "expired"},
    "in a third, of one customer": {"q": "smith", "customer_id": "7"},
    "in a third, the oldest first": {"q": "smith", "sort": "created_at"},
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_times", description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--tries", type=int, default=9, help="requests per search")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tradepost-search-"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with running_postgres(folder / "postgres") as (server, _):
            medians = uvloop.run(timed(server, folder, given.orders, given.tries))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if max(medians.values()) > TARGET_MS else 0


async def timed(server: str, folder: Path, orders: int, tries: int) -> dict[str, float]:
    """Measure and print the median of each search in milliseconds."""
    async with AsyncExitStack() as running:
        valkey, _ = running.enter_context(running_valkey(folder / "valkey"))
        shop = await new_shop(server, valkey, folder)
        await filled(shop, orders)
        async with opened(shop), httpx2.AsyncClient(base_url=f"http://127.0.0.1:{shop.port}", timeout=30) as http:
            form = {
                "grant_type": "password",
                "username": "admin",
                "password": shop.environment["TRADEPOST_ADMIN_PASSWORD"],
            }
            issued = await http.post("/v1/auth/token", data=form)
            http.headers["Authorization"] = f"Bearer {issued.raise_for_status().json()['access_token']}"
            return {name: await searched(http, name, query, tries) for name, query in SEARCHES.items()}


async def filled(shop: Shop, orders: int) -> None:
    connection = await asyncpg.connect(shop.database)
    try:
        for statement in (filling(orders), ANALYZED, CLEANED):
            await connection.execute(statement)
    finally:
        await connection.close()


async def searched(http: httpx2.AsyncClient, name: str, query: Mapping[str, str], tries: int) -> float:
    times = []
    for _ in range(tries):
        began = perf_counter()
        response = (await http.get("/v1/orders", params=dict(query))).raise_for_status().json()
        times.append((perf_counter() - began) * 1000)
    total = f"{response['total']}{'+' if response.get('total_capped') else ''}"
    print(f"{name:34} {query['q']:20} {total:>7} found, {statistics.median(times):6.1f} ms (to {max(times):.1f})")
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())

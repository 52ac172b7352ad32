"""`python -m benchmarks.profile_placement`: CPU profile of the server during order placement.

Samples the whole request in the real server: HTTP, validation, batching, use case, rendering and driver. Time in C code
counts for the calling Python function.
"""

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop

from benchmarks.load.scenarios import CROWD, LONE, Scenario
from benchmarks.measurement.slices import Slice
from benchmarks.profiling.flame_graph import flame_graph
from benchmarks.profiling.sampler import load
from benchmarks.profiling.tables import by_package, own, table, with_callees
from benchmarks.servers.http import serving
from benchmarks.servers.postgres import running_postgres
from benchmarks.servers.valkey import running_valkey
from benchmarks.systems.http_system import WARM_UP_SECONDS, HttpSystem
from benchmarks.systems.shop_api import ShopApi
from benchmarks.systems.tradepost import new_shop, opened, system


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile_placement", description=__doc__)
    parser.add_argument("--lone", action="store_true", help="one buyer instead of 64")
    parser.add_argument(
        "--seconds", type=float, default=10.0, help="seconds to sample, with about 250 samples per CPU second"
    )
    parser.add_argument("--flame-graph", type=Path, help="file for a flame graph (SVG)")
    parser.add_argument("--most", type=int, default=45, help="maximum lines per table")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tradepost-profile-"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with running_postgres(folder / "postgres") as (server, pid):
            roots = {"postgres": pid, "load": os.getpid()}
            scenario = LONE if given.lone else CROWD
            uvloop.run(profile(server, folder, roots, scenario, given))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def profile(
    server: str, folder: Path, roots: dict[str, int], scenario: Scenario, given: argparse.Namespace
) -> None:
    """Set up a shop, put load on the profiled server and print the tables."""
    samples = folder / "samples.json"
    async with AsyncExitStack() as running:
        valkey, roots["valkey"] = running.enter_context(running_valkey(folder / "valkey"))
        shop = await new_shop(server, valkey, folder)
        api = await running.enter_async_context(ShopApi(shop.port))
        async with opened(shop):
            await api.sign_in("admin", shop.environment["TRADEPOST_ADMIN_PASSWORD"])
            customers = await api.customers()
            await api.make_key()
        command = [sys.executable, "-m", "benchmarks.profiling.served", str(samples)]
        log = folder / "sampled.log"
        pid = await running.enter_async_context(serving(command, shop.environment, shop.port, log=log, ready="/ready"))
        ours = system(shop, api, customers, pid=pid, roots=roots)
        await ours.run(scenario, 1.0)
        slice_ = await _sampled(ours, scenario, given.seconds, pid, samples)
        print(f"{scenario.name}: {slice_.per_second:,.0f} orders/s, {'; '.join(slice_.wrong) or 'consistent'}")
        cpu = slice_.cpu_us("server")
        print(f"CPU per order: server {cpu:,.0f} µs, Postgres {slice_.cpu_us('postgres'):,.0f} µs\n")
    stacks = load(samples)
    total, most = max(1, stacks.total()), given.most
    if given.flame_graph:
        title = f"Placing an order, {scenario.name}: {cpu:,.0f} µs of the server's CPU time"
        given.flame_graph.write_text(flame_graph(stacks, title, us_per_order=cpu))
    print(table("by package", by_package(stacks), total, us_per_order=cpu, most=most) + "\n")
    print(table("functions themselves", own(stacks), total, us_per_order=cpu, most=most) + "\n")
    print(table("functions with all they call", with_callees(stacks), total, us_per_order=cpu, most=most))


async def _sampled(ours: HttpSystem, scenario: Scenario, seconds: float, pid: int, samples: Path) -> Slice:
    async def switch() -> None:
        await asyncio.sleep(WARM_UP_SECONDS)
        os.kill(pid, signal.SIGUSR1)
        await asyncio.sleep(seconds)
        os.kill(pid, signal.SIGUSR2)

    found, _ = await asyncio.gather(ours.run(scenario, seconds), switch())
    for _ in range(100):
        if await asyncio.to_thread(samples.exists):
            break
        await asyncio.sleep(0.1)
    return found


if __name__ == "__main__":
    main()

"""A shop with relay and worker."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from benchmarks.events.deliveries import Deliveries
from benchmarks.events.event_system import EventSystem
from benchmarks.load.scenarios import CROWD
from benchmarks.measurement.rounds import InconsistentResponses
from benchmarks.reporting.targets import EVENTS
from benchmarks.servers.http import running_process
from benchmarks.servers.valkey import running_valkey
from benchmarks.systems.shop_api import ShopApi
from benchmarks.systems.tradepost import PROGRAM_COMMAND, Shop, new_shop, opened, system

DATABASE = "events"
PEAK_SECONDS = 2.0


@asynccontextmanager
async def event_shop(server: str, folder: Path, roots: Mapping[str, int]) -> AsyncIterator[tuple[EventSystem, str]]:
    """A shop of its own, and its database; measures the peak before relay and worker start."""
    folder = folder / DATABASE
    folder.mkdir()
    with running_valkey(folder / "valkey") as (valkey, valkey_pid):
        roots = {**roots, "valkey of events": valkey_pid}
        shop = await new_shop(server, valkey, folder, database=DATABASE)
        async with opened(shop) as api_pid, ShopApi(shop.port) as api, _deliveries(shop) as deliveries:
            await api.sign_in("admin", shop.environment["TRADEPOST_ADMIN_PASSWORD"])
            customers = await api.customers()
            await api.make_key()
            placing = system(shop, api, customers, pid=api_pid, roots=roots)
            peak = await placing.run(CROWD, PEAK_SECONDS)
            if peak.wrong:
                raise InconsistentResponses("; ".join(peak.wrong))
            async with _process(shop, "relay") as relay_pid, _process(shop, "worker") as worker_pid:
                own = {"api": api_pid, "relay": relay_pid, "worker": worker_pid}
                yield (
                    EventSystem(
                        name=EVENTS,
                        port=shop.port,
                        encoder=placing.encoder,
                        roots={**roots, **own},
                        deliveries=deliveries,
                        peak=peak.per_second,
                    ),
                    shop.database,
                )


@asynccontextmanager
async def _process(shop: Shop, command: str) -> AsyncIterator[int]:
    log = shop.folder / f"{command}.log"
    async with running_process([*PROGRAM_COMMAND, command], shop.environment, log=log) as process:
        yield process.pid


@asynccontextmanager
async def _deliveries(shop: Shop) -> AsyncIterator[Deliveries]:
    connection = await asyncpg.connect(shop.database)
    try:
        yield Deliveries(connection)
    finally:
        await connection.close()

"""A shop with relay and worker."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.events.deliveries import opened_deliveries
from benchmarks.events.event_system import EventSystem
from benchmarks.load.scenarios import CROWD
from benchmarks.measurement.rounds import InconsistentResponses
from benchmarks.reporting.targets import EVENTS
from benchmarks.servers.valkey import running_valkey
from benchmarks.systems.shop_api import ShopApi
from benchmarks.systems.tradepost import new_shop, opened, running_command, system

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
        async with opened(shop) as api_pid, ShopApi(shop.port) as api, opened_deliveries(shop.database) as deliveries:
            await api.sign_in("admin", shop.environment["TRADEPOST_ADMIN_PASSWORD"])
            customers = await api.customers()
            await api.make_key()
            placing = system(shop, api, customers, pid=api_pid, roots=roots)
            peak = await placing.run(CROWD, PEAK_SECONDS)
            if peak.wrong:
                raise InconsistentResponses("; ".join(peak.wrong))
            async with running_command(shop, "relay") as relay_pid, running_command(shop, "worker") as worker_pid:
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

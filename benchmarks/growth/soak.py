"""Orders at half of the peak for some minutes, with relay and worker, while memory and dead rows are observed."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import asyncpg

from benchmarks.events.deliveries import opened_deliveries
from benchmarks.growth.grown_shop import GrownShop
from benchmarks.load.baskets import baskets
from benchmarks.load.buyers import Buyers, keys
from benchmarks.measurement import processes
from benchmarks.measurement.consistency import discrepancies, read_totals
from benchmarks.measurement.rounds import InconsistentResponses
from benchmarks.measurement.statistics import percentile
from benchmarks.systems.tradepost import TOTALS_QUERY, running_command

BUYERS = 32
DRAIN_SECONDS = 600.0
_ROWS = """
    SELECT schemaname || '.' || relname AS name, n_dead_tup AS dead, n_live_tup AS live, autovacuum_count AS vacuums,
           pg_table_size(relid) AS bytes
    FROM pg_stat_user_tables WHERE n_tup_upd + n_tup_del > 0
"""


@dataclass(frozen=True, slots=True)
class TableState:
    """Dead and live rows as the statistics have them, automatic vacuums so far, and the size."""

    dead: int
    live: int
    vacuums: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The state `seconds` after the start: memory in 10⁶ bytes by group of processes, and the tables."""

    seconds: float
    memory: Mapping[str, float]
    tables: Mapping[str, TableState]
    pending: int

    @property
    def dead(self) -> int:
        return sum(table.dead for table in self.tables.values())

    @property
    def vacuums(self) -> int:
        return sum(table.vacuums for table in self.tables.values())


@dataclass(frozen=True, slots=True)
class Soak:
    """The observation: orders due and placed per second, percentiles of their time, and samples at even intervals."""

    due_per_second: float
    per_second: float
    orders: int
    p50_ms: float
    p99_ms: float
    samples: Sequence[Sample]

    @property
    def quarters(self) -> tuple[Sequence[Sample], Sequence[Sample]]:
        """The samples of the second and of the last quarter; the first one warms up."""
        quarter = max(1, len(self.samples) // 4)
        return self.samples[quarter : 2 * quarter] or self.samples[:1], self.samples[-quarter:]


async def soak(shop: GrownShop, *, per_second: float, seconds: float, interval: float) -> Soak:
    """Place orders at a fixed rate; the samples begin when the events of earlier orders are handled."""
    async with AsyncExitStack() as running:
        relay = await running.enter_async_context(running_command(shop.shop, "relay"))
        worker = await running.enter_async_context(running_command(shop.shop, "worker"))
        deliveries = await running.enter_async_context(opened_deliveries(shop.shop.database))
        left = await deliveries.drained(DRAIN_SECONDS)
        if left:
            raise TimeoutError(f"{left} deliveries were not done after {DRAIN_SECONDS:g} s")
        connection = await asyncpg.connect(shop.shop.database)
        running.push_async_callback(connection.close)
        before = await read_totals(connection, TOTALS_QUERY)
        await _switch_autovacuum(connection, naptime=max(1, round(interval)))
        crowd = Buyers(
            port=shop.placing.port,
            count=BUYERS,
            baskets=baskets(500, 1),
            encode=await shop.placing.encoder(),
            keys=keys(f"soak-{time.time_ns():x}"),
            per_second=per_second,
        )
        roots = {**shop.roots, "relay": relay, "worker": worker}
        await crowd.start()
        samples = await _observed(connection, roots, seconds=seconds, interval=interval)
        result = await crowd.stop()
        wrong = discrepancies(before, await read_totals(connection, TOTALS_QUERY), result)
        if wrong or result.refused:
            raise InconsistentResponses("; ".join([*wrong, f"{result.refused} orders refused"]))
        durations = sorted(one.seconds * 1000 for one in result.done)
        rate = len(durations) / samples[-1].seconds
        p50, p99 = percentile(durations, 50), percentile(durations, 99)
        return Soak(per_second, rate, result.accepted, p50, p99, samples)


async def _observed(
    connection: asyncpg.Connection, roots: Mapping[str, int], *, seconds: float, interval: float
) -> Sequence[Sample]:
    began = time.monotonic()
    samples: list[Sample] = []
    while (passed := time.monotonic() - began) < seconds:
        await asyncio.sleep(min(interval, seconds - passed))
        now = processes.read()
        memory = processes.used(now, now, roots).resident_mb
        tables = {
            row["name"]: TableState(row["dead"], row["live"], row["vacuums"], row["bytes"])
            for row in await connection.fetch(_ROWS)
        }
        pending = await connection.fetchval("SELECT count(*) FROM platform.deliveries WHERE done_at IS NULL")
        samples.append(Sample(time.monotonic() - began, memory, tables, pending))
    return samples


async def _switch_autovacuum(connection: asyncpg.Connection, naptime: int) -> None:
    """The benchmarks' server runs without autovacuum; here it belongs to what is observed."""
    await connection.execute("ALTER SYSTEM SET autovacuum = on")
    await connection.execute(f"ALTER SYSTEM SET autovacuum_naptime = {naptime}")
    await connection.execute("SELECT pg_reload_conf()")

"""A benchmark run: set up the systems, verify that the harness detects a planted bug, measure and report."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load.scenarios import BY_ID, CROWD, FEW, HOT, LONE, READING, SOLD_OUT, Scenario
from benchmarks.measurement.rounds import Entry, Pace, run_rounds
from benchmarks.pgbench.row_comparison import differences
from benchmarks.reads.read_shop import set_up_reads
from benchmarks.reporting.files import save
from benchmarks.reporting.machine_info import gathered
from benchmarks.reporting.markdown import page
from benchmarks.reporting.target import Verdict
from benchmarks.reporting.targets import (
    BARE,
    BARE_GET,
    DBOS,
    DBOS_PAID,
    GATHERED,
    ONE,
    PAID,
    READS,
    TRADEPOST,
    TUTORIAL,
    TWO_PROCESSES,
    verdicts,
)
from benchmarks.separate_parts import measure_separately
from benchmarks.servers.postgres import checkpointed, shown_settings, tidied
from benchmarks.systems.environment import BenchEnvironment, set_up
from benchmarks.systems.system import System
from benchmarks.systems.tutorial import tutorial

QUICK_LOADS: Mapping[str, Sequence[Scenario]] = {
    TRADEPOST: (CROWD, HOT, SOLD_OUT, LONE),
    ONE: (CROWD, LONE),
    GATHERED: (CROWD,),
    TUTORIAL: (CROWD,),
    BARE: (CROWD,),
    PAID: (CROWD,),
    DBOS: (CROWD,),
    DBOS_PAID: (CROWD,),
    READS: READING,
    BARE_GET: (BY_ID,),
    TWO_PROCESSES: (CROWD,),
}
ALL_LOADS: Mapping[str, Sequence[Scenario]] = {
    TRADEPOST: (CROWD, FEW, LONE, HOT, SOLD_OUT),
    ONE: (CROWD, FEW, LONE, HOT),
    GATHERED: (CROWD,),
    TUTORIAL: (CROWD, FEW, LONE, HOT),
    BARE: (CROWD,),
    PAID: (CROWD,),
    DBOS: (CROWD, LONE),
    DBOS_PAID: (CROWD,),
    READS: READING,
    BARE_GET: (BY_ID,),
    TWO_PROCESSES: (CROWD,),
}

NOTES = (
    "Everything runs on this one machine: servers, database and load generator (asyncio, a raw HTTP/1.1 client on"
    " kept connections over loopback), whose own CPU is listed. Tradepost runs as `tradepost serve` with one process:"
    " JWT, idempotency key, validation, log and metrics on, events and deliveries written, rate limits off; worker,"
    " relay and scheduler do not run. Events: relay and worker run too. Whole life: relay, worker and scheduler run"
    " too, each order is paid by card at the payment sandbox, and the time ends when all are confirmed, mailed and no"
    " delivery is pending. Autovacuum is off, VACUUM ANALYZE and CHECKPOINT run between rounds.",
)
CONTROL_ATTEMPTS = 10
"""The bug needs the stock to run out first, which takes a slow machine some seconds."""


class UndetectedBug(Exception):
    """The harness did not detect the planted bug, so its results cannot be trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`only`: prefixes of system names; empty for all. `orders`: in the shop whose orders are read.

    `idle`: also the CPU of a shop that does nothing.
    """

    pace: Pace
    quick: bool
    only: tuple[str, ...]
    orders: int
    idle: bool

    def wants(self, name: str) -> bool:
        return not self.only or name.startswith(self.only)


async def bench(options: Options, server: str, folder: Path, *, roots: Mapping[str, int]) -> list[Verdict]:
    """Print and save the report, and return its verdicts."""
    async with AsyncExitStack() as running:
        await _check_harness(server, folder, roots)
        environment = await set_up(running, server, folder, roots=roots, wants=options.wants)
        different = differences(environment.rows)
        if different:
            raise UndetectedBug("pgbench does not write the same rows: " + "; ".join(different))
        if options.wants(READS) or options.wants(BARE_GET):
            reads = await set_up_reads(running, server, folder, orders=options.orders, roots=environment.roots)
            environment.systems += [one for one in reads.systems if options.wants(one.name)]
        entries = _entries(environment.systems, QUICK_LOADS if options.quick else ALL_LOADS)
        rounds = await run_rounds(entries, options.pace, lambda: _between(environment, server), say=print)
        entries += await measure_separately(
            rounds,
            options.pace,
            server=server,
            folder=folder,
            roots=roots,
            wants=options.wants,
            idle=options.idle,
        )
        found = verdicts(rounds)
        facts = gathered(await shown_settings(server), NOTES)
        report = page(facts, entries, rounds, found=found, rows=environment.rows)
        figures, words = save(facts, entries, rounds, found=found, page=report)
        print(f"\n{report}\nsaved as {words} and {figures.name}")
    return found


async def _check_harness(server: str, folder: Path, roots: Mapping[str, int]) -> None:
    """Verify that the harness detects overselling in the variant without locks."""
    async with tutorial(server, database="careless", folder=folder, roots=roots, locks=False) as careless:
        for _ in range(CONTROL_ATTEMPTS):
            seen = (await careless.run(SOLD_OUT, 0.5)).wrong
            if any("oversold" in wrong for wrong in seen):
                print(f"negative control, an app without locks is caught: {'; '.join(seen)}")
                return
    raise UndetectedBug("an app without locks was run, and no overselling was noticed")


async def _between(environment: BenchEnvironment, server: str) -> None:
    for database in environment.databases:
        await tidied(database)
    await checkpointed(server)


def _entries(systems: Sequence[System], loads: Mapping[str, Sequence[Scenario]]) -> list[Entry]:
    return [Entry(system, scenario) for system in systems for scenario in loads[system.name]]

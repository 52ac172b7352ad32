"""One run: build the stage, show that a planted bug is seen, measure in rounds, report."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load.scenarios import CROWD, FEW, HOT, LONE, SOLD_OUT, Scenario
from benchmarks.measurement.rounds import Entry, Pace, run_rounds
from benchmarks.pgbench.row_comparison import differences
from benchmarks.reporting.files import save
from benchmarks.reporting.machine_info import gathered
from benchmarks.reporting.markdown import page
from benchmarks.reporting.targets import BARE, GATHERED, ONE, TRADEPOST, TUTORIAL, Verdict, verdicts
from benchmarks.servers.postgres import checkpointed, shown_settings, tidied
from benchmarks.systems.environment import Stage, set_up
from benchmarks.systems.system import Contestant
from benchmarks.systems.tutorial import tutorial

QUICK_LOADS: Mapping[str, Sequence[Scenario]] = {
    TRADEPOST: (CROWD, HOT, SOLD_OUT, LONE),
    ONE: (CROWD, LONE),
    GATHERED: (CROWD,),
    TUTORIAL: (CROWD,),
    BARE: (CROWD,),
}
ALL_LOADS: Mapping[str, Sequence[Scenario]] = {
    TRADEPOST: (CROWD, FEW, LONE, HOT, SOLD_OUT),
    ONE: (CROWD, FEW, LONE, HOT),
    GATHERED: (CROWD,),
    TUTORIAL: (CROWD, FEW, LONE, HOT),
    BARE: (CROWD,),
}

NOTES = (
    "Everything runs on this one machine: servers, database and load generator (asyncio, a raw HTTP/1.1 client on"
    " kept connections over loopback), whose own CPU is listed. Tradepost runs as `tradepost serve` with one process:"
    " JWT, idempotency key, validation, log and metrics on, events and deliveries written, rate limits off; worker,"
    " relay and scheduler do not run. Autovacuum is off, VACUUM ANALYZE and CHECKPOINT run between rounds.",
)
CONTROL_TRIES = 10
"""The bug needs the stock to run out first, which takes a slow machine some seconds."""


class Blind(Exception):
    """The harness did not see the bug it was shown, so nothing it says can be trusted."""


@dataclass(frozen=True, slots=True)
class Options:
    """`only`: beginnings of contestants' names; empty for all."""

    pace: Pace
    quick: bool
    strict: bool
    only: tuple[str, ...]

    def wants(self, name: str) -> bool:
        return not self.only or name.startswith(self.only)


async def bench(options: Options, server: str, folder: Path, roots: Mapping[str, int]) -> list[Verdict]:
    """Print the report, save it, and give its verdicts."""
    async with AsyncExitStack() as running:
        await _shown_to_see(server, folder, roots)
        stage = await set_up(running, server, folder, roots, options.wants)
        different = differences(stage.rows)
        if different:
            raise Blind("pgbench does not write the same rows: " + "; ".join(different))
        entries = _entries(stage.contestants, QUICK_LOADS if options.quick else ALL_LOADS)
        rounds = await run_rounds(entries, options.pace, lambda: _between(stage, server), print)
        found = verdicts(rounds)
        facts = gathered(await shown_settings(server), NOTES)
        report = page(facts, entries, rounds, found, stage.rows)
        figures, words = save(facts, entries, rounds, found, report)
        print(f"\n{report}\nsaved as {words} and {figures.name}")
    return found


async def _shown_to_see(server: str, folder: Path, roots: Mapping[str, int]) -> None:
    """The careless variant sells units twice; a harness that does not notice is no judge."""
    async with tutorial(server, "careless", folder, roots, locks=False) as careless:
        for _ in range(CONTROL_TRIES):
            seen = (await careless.run(SOLD_OUT, 0.5)).wrong
            if any("oversold" in wrong for wrong in seen):
                print(f"negative control, an app without locks is caught: {'; '.join(seen)}")
                return
    raise Blind("an app without locks was run, and no overselling was noticed")


async def _between(stage: Stage, server: str) -> None:
    for database in stage.databases:
        await tidied(database)
    await checkpointed(server)


def _entries(contestants: Sequence[Contestant], loads: Mapping[str, Sequence[Scenario]]) -> list[Entry]:
    return [Entry(contestant, scenario) for contestant in contestants for scenario in loads[contestant.name]]

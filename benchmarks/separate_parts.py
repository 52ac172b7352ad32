"""The parts of a run that follow all others, because their processes would disturb them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.events.event_shop import event_shop
from benchmarks.load.scenarios import DELIVERING, IDLE_UP, SECOND_START
from benchmarks.measurement.rounds import Entry, Pace, Round, run_rounds
from benchmarks.reporting.targets import EVENTS, UP
from benchmarks.servers.postgres import tidied
from benchmarks.startup.up_system import prepared

MAX_STARTS = 4


async def measure_separately(
    rounds: Sequence[Round],
    pace: Pace,
    *,
    server: str,
    folder: Path,
    roots: Mapping[str, int],
    wants: Callable[[str], bool],
    idle: bool,
) -> list[Entry]:
    """Add the slices of the events and of `tradepost up` to the rounds; returns their entries."""
    entries: list[Entry] = []
    if wants(EVENTS):
        async with event_shop(server, folder, roots) as (events, database):
            delivering = [Entry(events, scenario) for scenario in DELIVERING]
            found = await run_rounds(delivering, pace, lambda: tidied(database), say=print)
        _add(rounds, found)
        entries += delivering
    if wants(UP):
        up = await prepared(folder, roots)
        starts = replace(pace, rounds=min(pace.rounds, MAX_STARTS))
        starting = Entry(up, SECOND_START)
        _add(rounds, await run_rounds([starting], starts, _nothing, say=print))
        entries.append(starting)
        if idle:
            entries.append(Entry(up, IDLE_UP))
            rounds[-1].slices[entries[-1].key] = await up.run(IDLE_UP, pace.seconds)
    return entries


def _add(rounds: Sequence[Round], found: Sequence[Round]) -> None:
    for one, more in zip(rounds, found, strict=False):
        one.slices.update(more.slices)
        one.dropped += more.dropped


async def _nothing() -> None:
    """Nothing happens between the rounds."""

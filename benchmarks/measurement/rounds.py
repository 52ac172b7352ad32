"""Measures all systems in rounds, in alternating order."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from benchmarks.load.scenarios import Scenario
from benchmarks.measurement.slices import Slice
from benchmarks.measurement.statistics import in_order
from benchmarks.systems.system import System


class InconsistentResponses(Exception):
    """A system's responses and its database disagree."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A system under a load: a line of the report."""

    system: System
    scenario: Scenario

    @property
    def key(self) -> tuple[str, str]:
        return self.system.name, self.scenario.name


@dataclass(slots=True)
class Round:
    """The slice of each entry; `dropped` counts slices discarded because the machine was busy."""

    slices: dict[tuple[str, str], Slice] = field(default_factory=dict)
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """Number of rounds and length of slices; the first round is a warm-up and not counted.

    `retries` of a slice on a busy machine, until `most_dropped` slices were dropped in all: the run has an end.
    """

    rounds: int
    seconds: float
    retries: int
    most_dropped: int = 40


async def run_rounds(
    entries: Sequence[Entry], pace: Pace, between: Callable[[], Awaitable[None]], *, say: Callable[[str], None]
) -> list[Round]:
    """Run the rounds without the warm-up. Raises InconsistentResponses."""
    rounds: list[Round] = []
    for number in range(pace.rounds):
        this = Round()
        for position in in_order(number, len(entries)):
            entry = entries[position]
            dropped = this.dropped + sum(one.dropped for one in rounds)
            retrying = pace if dropped < pace.most_dropped else replace(pace, retries=0)
            this.slices[entry.key] = await _slice(entry, retrying, this, say, f"{number + 1}/{pace.rounds}")
        rounds.append(this)
        await between()
    return rounds[1:]


async def _slice(entry: Entry, pace: Pace, this: Round, say: Callable[[str], None], where: str) -> Slice:
    """Measure a slice; retry a limited number of times if the machine is busy."""
    best: Slice | None = None
    for _ in range(1 + pace.retries):
        one = await entry.system.run(entry.scenario, pace.seconds)
        name = " · ".join(entry.key)
        say(
            f"{where}  {name}: {one.per_second:,.0f}/s"
            + ("" if one.is_quiet else f", {one.usage.foreign_cores:.2f} cores used by others")
        )
        if one.wrong:
            raise InconsistentResponses(f"{name}: " + "; ".join(one.wrong))
        if best is None or one.usage.foreign_cores < best.usage.foreign_cores:
            best = one
        if one.is_quiet:
            return one
        this.dropped += 1
    assert best is not None
    return best

"""All contestants in turn, there and back again, several times over."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.load.scenarios import Scenario
from benchmarks.measurement.slices import Slice
from benchmarks.measurement.statistics import in_order
from benchmarks.systems.system import Contestant


class WrongAnswer(Exception):
    """A contestant's answers and its database disagree: its figures mean nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One contestant under one load: a line of the report."""

    contestant: Contestant
    scenario: Scenario

    @property
    def key(self) -> tuple[str, str]:
        return self.contestant.name, self.scenario.name


@dataclass(slots=True)
class Round:
    """The slice of each entry; `dropped` counts those thrown away because the machine was busy."""

    slices: dict[tuple[str, str], Slice] = field(default_factory=dict)
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """How long and how often: the first of the rounds warms up and is not counted."""

    rounds: int
    seconds: float
    retries: int


async def run_rounds(
    entries: Sequence[Entry], pace: Pace, between: Callable[[], Awaitable[None]], say: Callable[[str], None]
) -> list[Round]:
    """The counted rounds. Raises WrongAnswer at the first slice whose books do not agree."""
    rounds: list[Round] = []
    for number in range(pace.rounds):
        this = Round()
        for position in in_order(number, len(entries)):
            entry = entries[position]
            this.slices[entry.key] = await _slice(entry, pace, this, say, f"{number + 1}/{pace.rounds}")
        rounds.append(this)
        await between()
    return rounds[1:]


async def _slice(entry: Entry, pace: Pace, this: Round, say: Callable[[str], None], where: str) -> Slice:
    """The quietest of a bounded number of tries."""
    best: Slice | None = None
    for _ in range(1 + pace.retries):
        one = await entry.contestant.run(entry.scenario, pace.seconds)
        name = " · ".join(entry.key)
        say(
            f"{where}  {name}: {one.per_second:,.0f}/s"
            + ("" if one.is_quiet else f", {one.usage.foreign_cores:.2f} cores used by others")
        )
        if one.wrong:
            raise WrongAnswer(f"{name}: " + "; ".join(one.wrong))
        if best is None or one.usage.foreign_cores < best.usage.foreign_cores:
            best = one
        if one.is_quiet:
            return one
        this.dropped += 1
    assert best is not None
    return best

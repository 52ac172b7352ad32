"""A performance target, and the verdict on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measurement.rounds import Round
from benchmarks.measurement.slices import Slice
from benchmarks.measurement.statistics import Spread, spread

Slices = Mapping[tuple[str, str], Slice]


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit of a figure; `then` is the next one."""

    what: str
    limit: float
    then: float
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    @property
    def sign(self) -> str:
        return "≥" if self.at_least else "≤"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Limit):
    """`ratio` of a round; raises KeyError if the round did not measure it.

    `grows`: the target is the last round's figure ÷ the first one's. `optional`: no verdict unless it was measured.
    """

    ratio: Callable[[Slices], float]
    grows: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`seen` is None if not measured; `quiet` is False if all rounds were disturbed by other programs."""

    target: Limit
    seen: Spread | None
    quiet: bool

    @property
    def word(self) -> str:
        if self.seen is None:
            return "not measured"
        met = "met" if self.target.is_met(self.seen.median) else "missed"
        return met if self.quiet else f"{met}, but the machine was busy"

    @property
    def holds(self) -> bool:
        return self.seen is not None and self.quiet and self.target.is_met(self.seen.median)


def all_hold(verdicts: Sequence[Verdict], *, whole: bool) -> bool:
    """Whether all targets are met. In a run that is not `whole`, those that were not measured do not count."""
    return all(verdict.holds for verdict in verdicts if whole or verdict.seen is not None)


def judge(target: Target, rounds: Sequence[Round]) -> Verdict:
    """Uses the rounds in which both slices were quiet, or all rounds if there are none."""
    if target.grows:
        return Verdict(target, _growth(target, rounds), quiet=True)
    quiet = [_value(target, {k: s for k, s in one.slices.items() if s.is_quiet}) for one in rounds]
    seen = spread([value for value in quiet if value is not None])
    if seen is not None:
        return Verdict(target, seen, quiet=True)
    values = [_value(target, one.slices) for one in rounds]
    return Verdict(target, spread([value for value in values if value is not None]), quiet=False)


def _growth(target: Target, rounds: Sequence[Round]) -> Spread | None:
    figures = [_value(target, one.slices) for one in rounds]
    known = [figure for figure in figures if figure]
    return spread([known[-1] / known[0]]) if len(known) > 1 else None


def _value(target: Target, slices: Slices) -> float | None:
    try:
        return target.ratio(slices)
    except (KeyError, ZeroDivisionError):
        return None

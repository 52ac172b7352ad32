"""One slice: one contestant under one load for a second or two, and what was seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.measurement.processes import Usage
from benchmarks.measurement.statistics import percentile

QUIET_CORES = 0.3
"""A slice during which other programs used more than this is not counted."""


@dataclass(frozen=True, slots=True)
class Done:
    """One answered order: Unix time of the answer, how long it took, and its HTTP status (201: accepted)."""

    at: float
    seconds: float
    accepted: bool


@dataclass(frozen=True, slots=True)
class Slice:
    """What one contestant did inside the window.

    `done` are the orders whose answers fell into the window; `wrong` says in words what
    the check of the whole slice found, warm-up and tail included.
    """

    usage: Usage
    done: Sequence[Done]
    wrong: Sequence[str] = ()

    @property
    def per_second(self) -> float:
        return len(self.done) / self.usage.seconds

    @property
    def is_quiet(self) -> bool:
        return self.usage.foreign_cores <= QUIET_CORES

    def cpu_us(self, *groups: str) -> float:
        """CPU µs per order of the given groups of processes together."""
        return sum(self.usage.groups.get(group, 0.0) for group in groups) * 1e6 / max(1, len(self.done))

    def latency_ms(self, percent: float) -> float:
        return percentile(sorted(done.seconds for done in self.done), percent) * 1000 if self.done else float("nan")


def inside(done: Sequence[Done], usage: Usage, start: float) -> list[Done]:
    """Those answered within the window that began at `start`."""
    return [one for one in done if start <= one.at < start + usage.seconds]

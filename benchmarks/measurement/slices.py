"""A slice: one system under one load for one or two seconds."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.measurement.processes import Usage
from benchmarks.measurement.statistics import percentile

QUIET_CORES = 0.3
"""A slice during which other programs used more than this is not counted."""
SERVER_GROUPS = ("server", "relay", "worker", "scheduler")
"""Groups of a system's own processes; the database and the payment sandbox are not among them."""


@dataclass(frozen=True, slots=True)
class TimedResponse:
    """A response: Unix time, duration and HTTP status (201: accepted)."""

    at: float
    seconds: float
    accepted: bool


@dataclass(frozen=True, slots=True)
class Slice:
    """Results of a system within the window.

    `done` are the responses within the window; `wrong` describes the inconsistencies
    of the whole slice, including warm-up and tail. `backlog_seconds`: the load whose events wait at the end.
    """

    usage: Usage
    done: Sequence[TimedResponse]
    wrong: Sequence[str] = ()
    backlog_seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.done) / self.usage.seconds

    @property
    def is_quiet(self) -> bool:
        return self.usage.foreign_cores <= QUIET_CORES

    def cpu_us(self, *groups: str) -> float:
        """CPU time in µs per order, of all given groups of processes."""
        return sum(self.usage.groups.get(group, 0.0) for group in groups) * 1e6 / max(1, len(self.done))

    def latency_ms(self, percent: float) -> float:
        return percentile(sorted(done.seconds for done in self.done), percent) * 1000 if self.done else float("nan")


def inside(done: Sequence[TimedResponse], usage: Usage, start: float) -> list[TimedResponse]:
    """The responses within the window that begins at `start`."""
    return [one for one in done if start <= one.at < start + usage.seconds]

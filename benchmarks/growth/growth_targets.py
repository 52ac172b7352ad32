"""Targets of growth: what a hundred times the orders may cost, and what minutes of load may leave behind."""

from collections.abc import Callable, Sequence
from statistics import median

from benchmarks.growth.grown_reads import FIRST_PAGES, LAST_PAGES, LISTS
from benchmarks.growth.soak import Sample, Soak
from benchmarks.load.scenarios import CROWD
from benchmarks.measurement.rounds import Round
from benchmarks.measurement.slices import Slice
from benchmarks.measurement.statistics import spread
from benchmarks.reporting.target import Limit, Slices, Target, Verdict, judge

DEAD_ROWS = 1.5
"""Dead rows come and go between two vacuums."""


def growth_targets(few: str, many: str) -> Sequence[Target]:
    """Of shops with these names, CPU time of server and PostgreSQL per order or read."""
    placing = Target(
        "CPU per order placed, many orders ÷ few", 1.3, 1.1, ratio=_ratio((many, CROWD.name), (few, CROWD.name))
    )
    deep = Target(
        "CPU of the list of orders, last cursor ÷ first, among many",
        1.2,
        1.1,
        ratio=_ratio((many, LAST_PAGES.name), (many, FIRST_PAGES.name)),
    )
    reads = [
        Target(f"CPU of {one.name}, many orders ÷ few", 1.3, 1.1, ratio=_ratio((many, one.name), (few, one.name)))
        for one in LISTS
    ]
    return [placing, deep, *reads]


def growth_verdicts(few: str, many: str, rounds: Sequence[Round], *, observed: Soak | None) -> list[Verdict]:
    found = [judge(target, rounds) for target in growth_targets(few, many)]
    return [*found, *soak_verdicts(observed)] if observed else found


def soak_verdicts(observed: Soak) -> list[Verdict]:
    early, late = observed.quarters

    def memory(group: str) -> Callable[[Sample], float]:
        return lambda sample: sample.memory.get(group, 0.0)

    def growth(figure: Callable[[Sample], float]) -> float:
        return median(map(figure, late)) / max(1.0, median(map(figure, early)))

    api, worker = memory("server"), memory("worker")
    vacuumed = observed.samples[-1].vacuums - observed.samples[0].vacuums
    figures = {
        Limit("orders/s ÷ half of the peak", 0.95, 1.0, at_least=True): observed.per_second / observed.due_per_second,
        Limit("memory of the API process, in MB", 150, 100): max(map(api, late)),
        Limit("memory of the worker, in MB", 100, 80): max(map(worker, late)),
        Limit("memory of the API process, last quarter ÷ second", 1.05, 1.02): growth(api),
        Limit("memory of the worker, last quarter ÷ second", 1.05, 1.02): growth(worker),
        Limit("dead rows, last quarter ÷ second", DEAD_ROWS, 1.0): growth(lambda sample: sample.dead),
        Limit("automatic vacuums", 1, 1, at_least=True): vacuumed,
        Limit("pending deliveries at the end, in seconds of orders", 2, 1): late[-1].pending / observed.per_second,
    }
    return [Verdict(limit, spread([value]), quiet=True) for limit, value in figures.items()]


def _ratio(over: tuple[str, str], under: tuple[str, str]) -> Callable[[Slices], float]:
    return lambda slices: _cpu(slices[over]) / _cpu(slices[under])


def _cpu(one: Slice) -> float:
    return one.cpu_us("server", "postgres")

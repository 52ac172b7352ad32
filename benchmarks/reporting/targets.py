"""Performance targets, each a ratio of two slices of the same round."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.load.scenarios import CROWD, HOT, LONE, SOLD_OUT
from benchmarks.measurement.rounds import Round
from benchmarks.measurement.slices import Slice
from benchmarks.measurement.statistics import Spread, spread

TRADEPOST, ONE, GATHERED, TUTORIAL, BARE = "tradepost", "pgbench 1/tx", "pgbench 64/tx", "tutorial", "bare POST"
PAID, DBOS, DBOS_PAID = "tradepost whole life", "dbos", "dbos whole life"

Slices = Mapping[tuple[str, str], Slice]


@dataclass(frozen=True, slots=True)
class Target:
    """`ratio` of a round; raises KeyError if the round did not measure it."""

    what: str
    limit: float
    then: float
    ratio: Callable[[Slices], float]
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    @property
    def sign(self) -> str:
        return "≥" if self.at_least else "≤"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`seen` is None if not measured; `quiet` is False if all rounds were disturbed by other programs."""

    target: Target
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


def _ratio(
    figure: Callable[[Slice], float], over: tuple[str, str], under: tuple[str, str]
) -> Callable[[Slices], float]:
    return lambda slices: figure(slices[over]) / figure(slices[under])


def _rate(one: Slice) -> float:
    return one.per_second


def _total(one: Slice) -> float:
    return one.cpu_us("server", "postgres")


def _postgres(one: Slice) -> float:
    return one.cpu_us("postgres")


def _server(one: Slice) -> float:
    return one.cpu_us("server")


def _median_ms(one: Slice) -> float:
    return one.latency_ms(50)


_OURS = (TRADEPOST, CROWD.name)

TARGETS = (
    Target("orders/s at 64 buyers ÷ pgbench, same rows, one order per transaction", 1.0, 1.2,
           _ratio(_rate, _OURS, (ONE, CROWD.name)), at_least=True),
    Target("total CPU per order ÷ the same", 0.75, 0.6, _ratio(_total, _OURS, (ONE, CROWD.name))),
    Target("Postgres' CPU per order ÷ pgbench, 64 orders per statement", 1.4, 1.2,
           _ratio(_postgres, _OURS, (GATHERED, CROWD.name))),
    Target("server CPU per request ÷ bare FastAPI POST of the same models", 2.2, 1.6,
           _ratio(_server, _OURS, (BARE, CROWD.name))),
    Target("orders/s ÷ tutorial baseline", 15, 25, _ratio(_rate, _OURS, (TUTORIAL, CROWD.name)), at_least=True),
    Target("tutorial's CPU per order ÷ ours", 20, 30, _ratio(_total, (TUTORIAL, CROWD.name), _OURS), at_least=True),
    Target("orders/s on one hot SKU ÷ spread", 0.9, 1.2, _ratio(_rate, (TRADEPOST, HOT.name), _OURS), at_least=True),
    Target("refusals/s after sell-out ÷ accepted/s", 1.0, 1.5,
           _ratio(_rate, (TRADEPOST, SOLD_OUT.name), _OURS), at_least=True),
    Target("settled orders/s, whole life ÷ placement alone", 0.15, 0.3,
           _ratio(_rate, (PAID, CROWD.name), _OURS), at_least=True),
    Target("lone buyer's median latency ÷ pgbench, same rows", 3.5, 2.5,
           _ratio(_median_ms, (TRADEPOST, LONE.name), (ONE, LONE.name))),
    Target("p99 ÷ p50 at 64 buyers", 3, 2, lambda slices: slices[_OURS].latency_ms(99) / slices[_OURS].latency_ms(50)),
)  # fmt: skip


def verdicts(rounds: Sequence[Round]) -> list[Verdict]:
    return [_verdict(target, rounds) for target in TARGETS]


def _verdict(target: Target, rounds: Sequence[Round]) -> Verdict:
    """Uses the rounds in which both slices were quiet, or all rounds if there are none."""
    quiet = [_value(target, {k: s for k, s in one.slices.items() if s.is_quiet}) for one in rounds]
    seen = spread([value for value in quiet if value is not None])
    if seen is not None:
        return Verdict(target, seen, quiet=True)
    values = [_value(target, one.slices) for one in rounds]
    return Verdict(target, spread([value for value in values if value is not None]), quiet=False)


def _value(target: Target, slices: Slices) -> float | None:
    try:
        return target.ratio(slices)
    except (KeyError, ZeroDivisionError):
        return None

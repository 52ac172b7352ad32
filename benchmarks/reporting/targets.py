"""Performance targets, each a ratio of two slices of the same round."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.load.scenarios import (
    BY_ID,
    CACHED_PRODUCT,
    CROWD,
    HALF_LOAD,
    HOT,
    IDLE_EVENTS,
    IDLE_UP,
    LIST_DEEP,
    LIST_START,
    LONE,
    SECOND_START,
    SOLD_OUT,
)
from benchmarks.measurement.rounds import Round
from benchmarks.measurement.slices import Slice
from benchmarks.measurement.statistics import Spread, spread

TRADEPOST, ONE, GATHERED, TUTORIAL, BARE = "tradepost", "pgbench 1/tx", "pgbench 64/tx", "tutorial", "bare POST"
PAID, DBOS, DBOS_PAID = "tradepost whole life", "dbos", "dbos whole life"
READS, BARE_GET, EVENTS = "reads", "bare GET", "events"
TWO_PROCESSES, UP = "2 processes of tradepost", "tradepost up"

Slices = Mapping[tuple[str, str], Slice]


@dataclass(frozen=True, slots=True)
class Target:
    """`ratio` of a round; raises KeyError if the round did not measure it.

    `grows`: the target is the last round's figure ÷ the first one's. `optional`: no verdict unless it was measured.
    """

    what: str
    limit: float
    then: float
    ratio: Callable[[Slices], float]
    at_least: bool = False
    grows: bool = False
    optional: bool = False

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


def _memory(slices: Slices) -> float:
    return slices[_OURS].usage.resident_mb["server"]


def _idle_percent(slices: Slices) -> float:
    usage = slices[UP, IDLE_UP.name].usage
    return 100 * (usage.groups["server"] + usage.groups["postgres"]) / usage.seconds


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
    Target("server CPU of GET order by id ÷ bare FastAPI GET of the same answer", 2.5, 2,
           _ratio(_server, (READS, BY_ID.name), (BARE_GET, BY_ID.name))),
    Target("total CPU of a list of 20 with lines, last cursor ÷ first cursor", 1.2, 1.2,
           _ratio(_total, (READS, LIST_DEEP.name), (READS, LIST_START.name))),
    Target("p99 of a cached product at 1,000/s, in ms", 10, 3,
           lambda slices: slices[READS, CACHED_PRODUCT.name].latency_ms(99)),
    Target("p50 of an event's effect after its commit at 20 orders/s, in ms", 20, 20,
           lambda slices: slices[EVENTS, IDLE_EVENTS.name].latency_ms(50)),
    Target("p99 of the same, in ms", 100, 100, lambda slices: slices[EVENTS, IDLE_EVENTS.name].latency_ms(99)),
    Target("p99 of the same at half of the peak, in ms", 300, 300,
           lambda slices: slices[EVENTS, HALF_LOAD.name].latency_ms(99)),
    Target("backlog of events at half of the peak, in seconds of orders", 2, 2,
           lambda slices: slices[EVENTS, HALF_LOAD.name].backlog_seconds),
    Target("memory of the API process, in MB", 150, 100, _memory),
    Target("memory of the API process, last round ÷ first round", 1.05, 1.05, _memory, grows=True),
    Target("second start of `tradepost up` until ready, in s", 6, 3,
           lambda slices: slices[UP, SECOND_START.name].latency_ms(50) / 1000),
    Target("CPU of an idle `tradepost up`, in % of a core", 2, 2, _idle_percent, optional=True),
)  # fmt: skip


def verdicts(rounds: Sequence[Round]) -> list[Verdict]:
    found = [_verdict(target, rounds) for target in TARGETS]
    return [one for one in found if one.seen is not None or not one.target.optional]


def _verdict(target: Target, rounds: Sequence[Round]) -> Verdict:
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

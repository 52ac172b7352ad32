"""Performance targets, most of them a ratio of two slices of the same round."""

from collections.abc import Callable, Sequence

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
from benchmarks.reporting.target import Slices, Target, Verdict, judge

TRADEPOST, ONE, GATHERED, TUTORIAL, BARE = "tradepost", "pgbench 1/tx", "pgbench 64/tx", "tutorial", "bare POST"
PAID, DBOS, DBOS_PAID = "tradepost whole life", "dbos", "dbos whole life"
READS, BARE_GET, EVENTS = "reads", "bare GET", "events"
TWO_PROCESSES, UP = "2 processes of tradepost", "tradepost up"


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
           ratio=_ratio(_rate, _OURS, (ONE, CROWD.name)), at_least=True),
    Target("total CPU per order ÷ the same", 0.75, 0.6, ratio=_ratio(_total, _OURS, (ONE, CROWD.name))),
    Target("Postgres' CPU per order ÷ pgbench, 64 orders per statement", 1.4, 1.2,
           ratio=_ratio(_postgres, _OURS, (GATHERED, CROWD.name))),
    Target("server CPU per request ÷ bare FastAPI POST of the same models", 2.2, 1.6,
           ratio=_ratio(_server, _OURS, (BARE, CROWD.name))),
    Target("orders/s ÷ tutorial baseline", 15, 25, ratio=_ratio(_rate, _OURS, (TUTORIAL, CROWD.name)), at_least=True),
    Target("tutorial's CPU per order ÷ ours", 20, 30,
           ratio=_ratio(_total, (TUTORIAL, CROWD.name), _OURS), at_least=True),
    Target("orders/s on one hot SKU ÷ spread", 0.9, 1.2,
           ratio=_ratio(_rate, (TRADEPOST, HOT.name), _OURS), at_least=True),
    Target("refusals/s after sell-out ÷ accepted/s", 1.0, 1.5,
           ratio=_ratio(_rate, (TRADEPOST, SOLD_OUT.name), _OURS), at_least=True),
    Target("settled orders/s, whole life ÷ placement alone", 0.15, 0.3,
           ratio=_ratio(_rate, (PAID, CROWD.name), _OURS), at_least=True),
    Target("lone buyer's median latency ÷ pgbench, same rows", 3.5, 2.5,
           ratio=_ratio(_median_ms, (TRADEPOST, LONE.name), (ONE, LONE.name))),
    Target("p99 ÷ p50 at 64 buyers", 3, 2,
           ratio=lambda slices: slices[_OURS].latency_ms(99) / slices[_OURS].latency_ms(50)),
    Target("server CPU of GET order by id ÷ bare FastAPI GET of the same answer", 2.5, 2,
           ratio=_ratio(_server, (READS, BY_ID.name), (BARE_GET, BY_ID.name))),
    Target("total CPU of a list of 20 with lines, last cursor ÷ first cursor", 1.2, 1.2,
           ratio=_ratio(_total, (READS, LIST_DEEP.name), (READS, LIST_START.name))),
    Target("p99 of a cached product at 1,000/s, in ms", 10, 3,
           ratio=lambda slices: slices[READS, CACHED_PRODUCT.name].latency_ms(99)),
    Target("p50 of an event's effect after its commit at 20 orders/s, in ms", 20, 20,
           ratio=lambda slices: slices[EVENTS, IDLE_EVENTS.name].latency_ms(50)),
    Target("p99 of the same, in ms", 100, 100, ratio=lambda slices: slices[EVENTS, IDLE_EVENTS.name].latency_ms(99)),
    Target("p99 of the same at half of the peak, in ms", 300, 300,
           ratio=lambda slices: slices[EVENTS, HALF_LOAD.name].latency_ms(99)),
    Target("backlog of events at half of the peak, in seconds of orders", 2, 2,
           ratio=lambda slices: slices[EVENTS, HALF_LOAD.name].backlog_seconds),
    Target("memory of the API process, in MB", 150, 100, ratio=_memory),
    Target("memory of the API process, last round ÷ first round", 1.05, 1.05, ratio=_memory, grows=True),
    Target("second start of `tradepost up` until ready, in s", 6, 3,
           ratio=lambda slices: slices[UP, SECOND_START.name].latency_ms(50) / 1000),
    Target("CPU of an idle `tradepost up`, in % of a core", 2, 2, ratio=_idle_percent, optional=True),
)  # fmt: skip


def verdicts(rounds: Sequence[Round]) -> list[Verdict]:
    found = [(target, judge(target, rounds)) for target in TARGETS]
    return [one for target, one in found if one.seen is not None or not target.optional]

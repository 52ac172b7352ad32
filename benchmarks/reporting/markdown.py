"""The report as Markdown."""

from collections.abc import Callable, Mapping, Sequence

from benchmarks.measurement.rounds import Entry, Round
from benchmarks.measurement.slices import QUIET_CORES, SERVER_GROUPS, Slice
from benchmarks.measurement.statistics import Spread, spread
from benchmarks.pgbench.row_comparison import RowCount
from benchmarks.reporting.machine_info import MachineInfo
from benchmarks.reporting.target import Verdict


def page(
    facts: MachineInfo,
    entries: Sequence[Entry],
    rounds: Sequence[Round],
    *,
    found: Sequence[Verdict],
    rows: Sequence[RowCount] = (),
    title: str = "Orders and reads",
    more: Sequence[str] = (),
) -> str:
    """`more` parts follow those about the targets."""
    parts = [
        f"# {title}, {facts.at}",
        f"{facts.machine} · Python {facts.python} · commit {facts.commit} · {_pairs(facts.libraries)}",
        f"PostgreSQL: {_pairs(facts.database)}",
        *facts.notes,
        "## Measured",
        f"Medians of {len(rounds)} rounds, lowest and highest in brackets; CPU in µs per order or read."
        f" {_tried_again(rounds)}",
        measured(entries, rounds),
        "## Against the targets",
        judged(found),
        *more,
    ]
    if rows:
        parts += ["## Rows of one order", counted(rows)]
    return "\n\n".join(parts) + "\n"


def measured(entries: Sequence[Entry], rounds: Sequence[Round]) -> str:
    columns: Mapping[str, Callable[[Slice], float]] = {
        "per second": lambda one: one.per_second,
        "client or server µs": lambda one: one.cpu_us(*SERVER_GROUPS),
        "Postgres µs": lambda one: one.cpu_us("postgres"),
        "p50 ms": lambda one: one.latency_ms(50),
        "p99 ms": lambda one: one.latency_ms(99),
        "server MB": lambda one: sum(one.usage.resident_mb.get(group, 0.0) for group in SERVER_GROUPS),
        "load generator, cores": lambda one: one.usage.groups.get("load", 0.0) / one.usage.seconds,
    }
    lines = []
    for entry in entries:
        slices = [one.slices[entry.key] for one in rounds if entry.key in one.slices]
        quiet = [one for one in slices if one.is_quiet]
        cells = [_spread(spread([figure(one) for one in quiet or slices])) for figure in columns.values()]
        lines.append([*entry.key, *cells, f"{len(quiet)}/{len(slices)}"])
    return table(["who", "load", *columns, "quiet rounds"], lines)


def _tried_again(rounds: Sequence[Round]) -> str:
    dropped = sum(one.dropped for one in rounds)
    return (
        f"{dropped} slices were dropped because other programs used more than {QUIET_CORES} cores." if dropped else ""
    )


def judged(found: Sequence[Verdict]) -> str:
    lines = [
        [
            one.target.what,
            f"{one.target.sign} {one.target.limit:g}",
            _spread(one.seen),
            one.word,
            f"{one.target.then:g}",
        ]
        for one in found
    ]
    return table(["what", "target", "seen", "verdict", "and then"], lines)


def counted(rows: Sequence[RowCount]) -> str:
    names = list(rows[0].systems) if rows else []
    lines = []
    for row in rows:
        cells = [
            f"{count.inserted:g} new, {count.rewritten:g} changed, {count.bytes:,.0f} B"
            for count in row.systems.values()
        ]
        lines.append([row.table, *cells])
    return table(["table", *names], lines)


def _spread(found: Spread | None) -> str:
    if found is None:
        return "–"
    return f"{_figure(found.median)} [{_figure(found.lowest)} … {_figure(found.highest)}]"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def _pairs(named: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in named.items())


def table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)

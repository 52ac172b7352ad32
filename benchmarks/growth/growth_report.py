"""Tables of a growth run as Markdown, and its figures for the JSON."""

import dataclasses
from collections.abc import Mapping, Sequence

from benchmarks.growth.soak import Soak
from benchmarks.reporting.markdown import table

TABLES_SHOWN = 6


def soak_tables(observed: Soak) -> Sequence[str]:
    """The samples, and the tables with the most dead rows at the end."""
    last = observed.samples[-1]
    groups = [group for group in ("server", "relay", "worker") if group in last.memory]
    samples = [
        [
            f"{one.seconds:.0f}",
            *(f"{one.memory[group]:.1f}" for group in groups),
            f"{one.pending:,}",
            f"{one.dead:,}",
            f"{one.vacuums - observed.samples[0].vacuums}",
        ]
        for one in observed.samples
    ]
    worst = sorted(last.tables.items(), key=lambda item: -item[1].dead)[:TABLES_SHOWN]
    tables = [
        [name, f"{state.live:,}", f"{state.dead:,}", f"{state.vacuums}", f"{state.bytes / 1e6:,.1f}"]
        for name, state in worst
    ]
    said = (
        f"{observed.orders:,} orders in {last.seconds:.0f} s, {observed.per_second:,.0f} per second;"
        f" p50 {observed.p50_ms:.1f} ms, p99 {observed.p99_ms:.1f} ms."
    )
    memory = [f"{group} MB" for group in groups]
    return [
        "## Minutes at half of the peak",
        said,
        table(["seconds", *memory, "pending deliveries", "dead rows", "automatic vacuums"], samples),
        table(["table", "live rows", "dead rows", "automatic vacuums", "MB"], tables),
    ]


def soak_figures(observed: Soak) -> Mapping[str, object]:
    return {"soak": dataclasses.asdict(observed)}

"""Prints the report of a replay."""

from rich.console import Console
from rich.table import Table

from entrypoints.development.replay.run import Report
from entrypoints.development.replay.summary import Summary
from entrypoints.development.shop_data.money import format_cents

SHOWN = 12


def print_report(report: Report) -> None:
    console = Console(highlight=False)
    console.print(_figures(report.summary))
    console.print(_lifecycles(report))
    if report.summary.refused_by_code:
        console.print(_refusals(report.summary))
    if report.summary.short_skus:
        console.print(_short(report.summary))
    _half_accepted(console, report.summary)
    for proof in report.proofs:
        mark = "[green]holds[/]" if proof.holds else "[red]FAILS[/]"
        console.print(f"{mark}  {proof.promise} ({proof.figures})", soft_wrap=True)
        for line in proof.against[:SHOWN]:
            console.print(f"       {line}", markup=False, soft_wrap=True)
        if len(proof.against) > SHOWN:
            console.print(f"       and {len(proof.against) - SHOWN} more")


def _figures(summary: Summary) -> Table:
    table = Table("", "accepted", "rejected", "total", title=f"{summary.orders:,} orders in {summary.parts:,} parts")
    for column in table.columns[1:]:
        column.justify = "right"
    table.add_row("parts", f"{summary.accepted:,}", f"{summary.refused:,}", f"{summary.parts:,}")
    table.add_row("units", f"{summary.units_accepted:,}", f"{summary.units_refused:,}", f"{summary.units:,}")
    accepted, refused = summary.subtotal_cents_accepted, summary.subtotal_cents_refused
    table.add_row("subtotal", format_cents(accepted), format_cents(refused), format_cents(accepted + refused))
    table.caption = (
        f"{summary.seconds:.1f} s, {summary.per_second:,.0f} orders/s, p50 {summary.p50_ms:.1f} ms, "
        f"p99 {summary.p99_ms:.1f} ms; {summary.accepted_earlier:,} placed earlier, {summary.repeats:,} retries"
    )
    return table


def _lifecycles(report: Report) -> Table:
    table = Table("outcome", "", title="Outcomes of the accepted orders")
    table.columns[1].justify = "right"
    for name, figure in report.lifecycles.items():
        shown = format_cents(figure) if name.endswith("_cents") else f"{figure:,}"
        table.add_row(name.removesuffix("_cents").replace("_", " "), shown)
    return table


def _refusals(summary: Summary) -> Table:
    table = Table("rejected with", "parts", "example")
    for code, count in summary.refused_by_code.items():
        table.add_row(code, f"{count:,}", summary.examples[code])
    return table


def _short(summary: Summary) -> Table:
    table = Table("short SKU", "rejections", "units requested", title=f"{len(summary.short_skus):,} SKUs were short")
    for short in summary.short_skus[:SHOWN]:
        table.add_row(short.sku, f"{short.times:,}", f"{short.units_wanted:,}")
    if len(summary.short_skus) > SHOWN:
        table.caption = f"and {len(summary.short_skus) - SHOWN:,} more: see --out"
    return table


def _half_accepted(console: Console, summary: Summary) -> None:
    if summary.half_accepted:
        console.print(f"{len(summary.half_accepted):,} orders were partially accepted:")
    for order in summary.half_accepted[:SHOWN]:
        console.print(f"  {order.order_ref}: {len(order.accepted)} parts accepted, rejected {', '.join(order.refused)}")
    if len(summary.half_accepted) > SHOWN:
        console.print(f"  and {len(summary.half_accepted) - SHOWN:,} more: see --out")

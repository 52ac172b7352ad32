"""Checks that the responses agree with the database; otherwise the run fails."""

from dataclasses import dataclass

import asyncpg

from benchmarks.load.buyers import LoadResult


@dataclass(frozen=True, slots=True)
class DatabaseTotals:
    """Totals of a system's database.

    `orders` placed, units `sold` on their lines, units removed from stock (`gone`),
    `events` of orders, responses stored by idempotency key (`stored_responses`), and `oversold`
    SKUs with more units sold than stocked.
    """

    orders: int
    sold: int
    gone: int
    events: int
    stored_responses: int
    oversold: int


async def read_totals(connection: asyncpg.Connection, query: str) -> DatabaseTotals:
    """Read the totals; `query` must yield one row with the columns of `DatabaseTotals`."""
    row = await connection.fetchrow(query)
    assert row is not None
    return DatabaseTotals(**{name: int(row[name] or 0) for name in DatabaseTotals.__dataclass_fields__})


def discrepancies(before: DatabaseTotals, after: DatabaseTotals, result: LoadResult) -> list[str]:
    """Describe all differences between a slice's responses and the database."""
    orders = after.orders - before.orders
    sold = after.sold - before.sold
    wrong = [f"unexpected response {count} times: {what}" for what, count in result.unexpected.items()]
    expected = {
        "orders": (orders, result.accepted, "accepted"),
        "units sold": (sold, result.units, "units accepted"),
        "units gone from stock": (after.gone - before.gone, sold, "units sold"),
        "events": (after.events - before.events, orders, "orders"),
        "stored responses": (after.stored_responses - before.stored_responses, orders, "orders"),
    }
    wrong += [f"{got} {what}, but {want} {than}" for what, (got, want, than) in expected.items() if got != want]
    if after.oversold:
        wrong.append(f"{after.oversold} SKUs oversold")
    return wrong

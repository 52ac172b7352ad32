"""Whether what the buyers were told is what the database holds: a fast wrong answer is a failed run."""

from dataclasses import dataclass

import asyncpg

from benchmarks.load.buyers import Haul


@dataclass(frozen=True, slots=True)
class Books:
    """Totals of a contestant's database.

    `orders` placed, units `sold` on their lines, units that stock says are `gone`,
    `events` that tell of an order, `answers` kept by idempotency key, and `oversold`
    SKUs: more sold than there ever was.
    """

    orders: int
    sold: int
    gone: int
    events: int
    answers: int
    oversold: int


async def read_books(connection: asyncpg.Connection, query: str) -> Books:
    """`query` yields one row with the columns of `Books`."""
    row = await connection.fetchrow(query)
    assert row is not None
    return Books(**{name: int(row[name] or 0) for name in Books.__dataclass_fields__})


def discrepancies(before: Books, after: Books, haul: Haul) -> list[str]:
    """In words, everything in which the slice's answers and the database disagree."""
    orders = after.orders - before.orders
    sold = after.sold - before.sold
    wrong = [f"unexpected answer {count} times: {what}" for what, count in haul.unexpected.items()]
    expected = {
        "orders": (orders, haul.accepted, "accepted"),
        "units sold": (sold, haul.units, "units accepted"),
        "units gone from stock": (after.gone - before.gone, sold, "units sold"),
        "events": (after.events - before.events, orders, "orders"),
        "kept answers": (after.answers - before.answers, orders, "orders"),
    }
    wrong += [f"{got} {what}, but {want} {than}" for what, (got, want, than) in expected.items() if got != want]
    if after.oversold:
        wrong.append(f"{after.oversold} SKUs oversold")
    return wrong

"""Generates pgbench scripts that write the same rows as a real order, on a copy of the database."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path

import asyncpg

from benchmarks.load.baskets import HOT_SKU
from benchmarks.pgbench.capture import WrittenRows, rows_written_by
from benchmarks.pgbench.shop import BY_TRIGGER, PREPARE, RULES, UPDATED, head
from benchmarks.pgbench.statement import Names, check_known, statement


async def pattern_of(database: str, order: Callable[[], Awaitable[None]]) -> Mapping[str, WrittenRows]:
    """The rows that one order writes, without tables maintained by triggers."""
    connection = await asyncpg.connect(database)
    try:
        found = await rows_written_by(connection, order)
    finally:
        await connection.close()
    return {table: written for table, written in found.items() if table not in BY_TRIGGER}


async def prepared(
    database: str, patterns: Mapping[str, WrittenRows], folder: Path
) -> Mapping[int, Mapping[str | None, Path]]:
    """Prepare the database and generate scripts, by orders per statement and by first SKU."""
    check_known(patterns, RULES, UPDATED)
    names = Names.of(patterns, _time_of(patterns["orders.orders"]))
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(PREPARE)
    finally:
        await connection.close()
    scripts: dict[int, dict[str | None, Path]] = {}
    for orders in (1, 64):
        for first in (None, HOT_SKU):
            script = folder / f"place-{orders}{'-hot' if first else ''}.sql"
            text = statement(head(orders, first, len(names.uuids)), patterns, RULES, names=names)
            script.write_text(text)
            scripts.setdefault(orders, {})[first] = script
    return scripts


def _time_of(orders: WrittenRows) -> datetime:
    place = [column.name for column in orders.columns].index("created_at")
    value = orders.rows[0][place]
    assert value is not None
    return datetime.fromisoformat(value)

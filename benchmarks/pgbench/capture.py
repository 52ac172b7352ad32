"""Captures the rows that one order writes, by transaction id, in all tables.

A real order is the pattern from which pgbench's statement is generated; both are compared afterwards.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import asyncpg

_TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    ORDER BY 1
"""
_COLUMNS = """
    SELECT quote_ident(attname) AS name, format_type(atttypid, atttypmod) AS type, attgenerated <> '' AS generated,
           attnum = ANY (SELECT unnest(indkey) FROM pg_index WHERE indrelid = $1::regclass AND indisunique) AS is_key
    FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


@dataclass(frozen=True, slots=True)
class Column:
    """`is_key`: part of a unique index, so it must differ between rows."""

    name: str
    type: str
    is_key: bool


@dataclass(frozen=True, slots=True)
class WrittenRows:
    """The rows that one order writes to a table.

    `inserted` rows are new, `rewritten` are updated; `bytes` is the size of all of
    them on disk; `rows` are their values as text, in the order of `columns`.
    """

    table: str
    columns: Sequence[Column]
    inserted: int
    rewritten: int
    bytes: int
    rows: Sequence[Sequence[str | None]]


async def rows_written_by(
    connection: asyncpg.Connection, order: Callable[[], Awaitable[None]]
) -> Mapping[str, WrittenRows]:
    """The rows that `order` writes, by table; the database must have no other writers meanwhile."""
    tables = [row["name"] for row in await connection.fetch(_TABLES)]
    before = {table: await _count(connection, table) for table in tables}
    first = int(await connection.fetchval("SELECT pg_current_xact_id()::text"))
    await order()
    found: dict[str, WrittenRows] = {}
    for table in tables:
        rows, size, columns = await _rows_since(connection, table, first)
        if rows:
            inserted = await _count(connection, table) - before[table]
            found[table] = WrittenRows(table, columns, inserted, len(rows) - inserted, size, rows)
    return found


async def _count(connection: asyncpg.Connection, table: str) -> int:
    return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))


async def _rows_since(
    connection: asyncpg.Connection, table: str, transaction: int
) -> tuple[list[list[str | None]], int, list[Column]]:
    described = [row for row in await connection.fetch(_COLUMNS, table) if not row["generated"]]
    columns = [Column(row["name"], row["type"], row["is_key"]) for row in described]
    values = ", ".join(f"{column.name}::text" for column in columns)
    query = f"SELECT pg_column_size(t.*), {values} FROM {table} t WHERE xmin::text::bigint >= $1 ORDER BY ctid"
    records = await connection.fetch(query, transaction)
    return [list(record)[1:] for record in records], sum(record[0] for record in records), columns

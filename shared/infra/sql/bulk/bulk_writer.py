"""Writes all rows of a transaction by one statement.

Each table's rows are sent as one array for each column (`unnest`), so that the number of statements
and their text depend on the changed tables, never on the number of rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Column, Table

from shared.infra.sql.bulk.pg_array import Encode, encoder_of
from shared.infra.sql.dialect import DIALECT

Row = Mapping[str, object]
StatementPart = tuple[str, Sequence[object]]
"""A data-modifying statement with placeholders `{0}`, `{1}`, … and their arguments."""


class _Target(NamedTuple):
    table: Table
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    """The columns that identify the row to update; empty for an insert."""
    if_absent: bool = False


class BulkWriter:
    """Collects rows, in the order in which their tables were first used."""

    def __init__(self) -> None:
        self._pending: dict[_Target, list[Row]] = {}

    def __bool__(self) -> bool:
        return bool(self._pending)

    def insert(self, table: Table, rows: Iterable[Row], *, if_absent: bool = False) -> None:
        """Add rows to insert; with `if_absent`, a row that violates a unique constraint is skipped."""
        self._add(table, (), rows, if_absent=if_absent)

    def update(self, table: Table, key: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Add rows to update; they contain the key's columns and the columns to set.

        A row may be added once per statement, and not if the same statement inserts it, because
        the parts of one statement do not see each other's changes.
        """
        self._add(table, key, rows)

    def _add(self, table: Table, key: tuple[str, ...], rows: Iterable[Row], *, if_absent: bool = False) -> None:
        shape: tuple[str, ...] | None = None
        noted: list[Row] = []
        for row in rows:
            columns = tuple(row)
            # Rows of a call mostly have the same columns, so their list is looked up once.
            if columns != shape:
                shape = columns
                noted = self._pending.setdefault(_Target(table, columns, key, if_absent), [])
            noted.append(row)

    def take(self, extra: Sequence[StatementPart] = ()) -> tuple[str, list[object]]:
        """Return the statement and its arguments, `extra` parts last; nothing is pending afterwards.

        The statement returns one row with the transaction's id as text, `xid`.
        """
        texts: list[str] = []
        arguments: list[object] = []
        for target, rows in self._pending.items():
            texts.append(_statement(target, len(arguments) + 1))
            arguments.extend(_arrays(target, rows))
        for text, values in extra:
            texts.append(text.format(*(f"${len(arguments) + i + 1}" for i in range(len(values)))))
            arguments.extend(values)
        self._pending = {}
        return _combined(tuple(texts)), arguments


@lru_cache(maxsize=256)
def _combined(texts: tuple[str, ...]) -> str:
    parts = ", ".join(f"w{i} AS ({text})" for i, text in enumerate(texts))
    return f"WITH {parts} SELECT pg_current_xact_id()::text AS xid"


@lru_cache(maxsize=512)
def _statement(target: _Target, start: int) -> str:
    table, columns, key = target.table, target.columns, target.key
    names = ", ".join(f'"{name}"' for name in columns)
    arrays = ", ".join(_place(start + i, table.c[name]) for i, name in enumerate(columns))
    if not key:
        ending = " ON CONFLICT DO NOTHING" if target.if_absent else ""
        return f"INSERT INTO {table.fullname} ({names}) SELECT * FROM unnest({arrays}){ending}"  # noqa: S608
    sets = ", ".join(f'"{name}" = v."{name}"' for name in columns if name not in key)
    where = " AND ".join(f't."{name}" = v."{name}"' for name in key)
    return f"UPDATE {table.fullname} AS t SET {sets} FROM unnest({arrays}) AS v({names}) WHERE {where}"  # noqa: S608


def _place(number: int, column: Column[object]) -> str:
    """Return the placeholder of a column's array, which is sent as text if that is faster."""
    type_ = column.type.compile(dialect=DIALECT)
    return f"${number}::text::{type_}[]" if encoder_of(column) else f"${number}::{type_}[]"


def _arrays(target: _Target, rows: Sequence[Row]) -> Iterable[object]:
    for name, encode in _encoders(target.table, target.columns):
        values = [row[name] for row in rows]
        yield encode(values) if encode else values


@lru_cache(maxsize=256)
def _encoders(table: Table, columns: tuple[str, ...]) -> Sequence[tuple[str, Encode | None]]:
    return [(name, encoder_of(table.c[name])) for name in columns]

"""Writes all rows of a transaction by one statement.

Each table's rows are sent as one array for each column (`unnest`), so that the number of statements
and their text depend on the changed tables, never on the number of rows. Columns that hold one value
in all rows are sent as that value, if they are marked as `mostly_equal`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Column, Table

from shared.infra.sql.bulk.equal_columns import equal_columns
from shared.infra.sql.bulk.pg_array import encoder_of, single_encoder_of
from shared.infra.sql.dialect import DIALECT

Row = Mapping[str, object]
StatementPart = tuple[str, Sequence[object]]
"""A data-modifying statement with placeholders `{0}`, `{1}`, … and their arguments; `{previous}` names the part before
it, whose returned rows it may read.
"""


class _Target(NamedTuple):
    table: Table
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    """The columns that identify the row to update; empty for an insert."""
    if_absent: bool = False


_Kind = tuple[Table, tuple[str, ...], bool]
"""Table, key and `if_absent` of a target."""

_NO_ROWS: tuple[tuple[str, ...], list[Row]] = (), []


class BulkWriter:
    """Collects rows, in the order in which their tables were first used."""

    def __init__(self) -> None:
        self._pending: dict[_Target, list[Row]] = {}
        self._latest: dict[_Kind, tuple[tuple[str, ...], list[Row]]] = {}

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
        # Rows of a kind mostly have the same columns, so their list is looked up once.
        kind = (table, key, if_absent)
        shape, noted = self._latest.get(kind, _NO_ROWS)
        for row in rows:
            columns = tuple(row)
            if columns != shape:
                shape, noted = columns, self._pending.setdefault(_Target(table, columns, key, if_absent), [])
                self._latest[kind] = shape, noted
            noted.append(row)

    def take(self, extra: Sequence[StatementPart] = ()) -> tuple[str, list[object]]:
        """Return the statement and its arguments, `extra` parts last; nothing is pending afterwards.

        The statement returns one row with the transaction's id as text, `xid`.
        """
        texts: list[str] = []
        arguments: list[object] = []
        for target, rows in self._pending.items():
            once = equal_columns(target.table, target.columns, rows)
            texts.append(_statement(target, once, len(arguments) + 1))
            arguments.extend(_arguments(target, once, rows))
        for text, values in extra:
            places = (f"${len(arguments) + i + 1}" for i in range(len(values)))
            texts.append(text.format(*places, previous=f"w{len(texts) - 1}"))
            arguments.extend(values)
        self._pending, self._latest = {}, {}
        return _combined(tuple(texts)), arguments


@lru_cache(maxsize=256)
def _combined(texts: tuple[str, ...]) -> str:
    parts = ", ".join(f"w{i} AS ({text})" for i, text in enumerate(texts))
    return f"WITH {parts} SELECT pg_current_xact_id()::text AS xid"


@lru_cache(maxsize=512)
def _statement(target: _Target, once: Collection[str], start: int) -> str:
    table, columns, key = target.table, target.columns, target.key
    places = {name: _place(start + i, table.c[name], once) for i, name in enumerate(columns)}
    varying = [name for name in columns if name not in once]
    arrays = ", ".join(places[name] for name in varying)
    source = f"unnest({arrays}) AS v({_quoted(varying)})"
    values = {name: places[name] if name in once else f'v."{name}"' for name in columns}
    if not key:
        ending = " ON CONFLICT DO NOTHING" if target.if_absent else ""
        selected = ", ".join(values.values()) if once else "*"
        return f"INSERT INTO {table.fullname} ({_quoted(columns)}) SELECT {selected} FROM {source}{ending}"  # noqa: S608
    sets = ", ".join(f'"{name}" = {values[name]}' for name in columns if name not in key)
    where = " AND ".join(f't."{name}" = {values[name]}' for name in key)
    return f"UPDATE {table.fullname} AS t SET {sets} FROM {source} WHERE {where}"  # noqa: S608


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _place(number: int, column: Column[object], once: Collection[str]) -> str:
    """Return the placeholder of a column's array or value, which is sent as text if that is faster."""
    type_ = column.type.compile(dialect=DIALECT)
    if column.name in once:
        return f"${number}::text::{type_}" if single_encoder_of(column) else f"${number}::{type_}"
    return f"${number}::text::{type_}[]" if encoder_of(column) else f"${number}::{type_}[]"


def _arguments(target: _Target, once: tuple[str, ...], rows: Sequence[Row]) -> Iterator[object]:
    first = rows[0]
    for name, is_single, encode in _encoders(target.table, target.columns, once):
        value = first[name] if is_single else [row[name] for row in rows]
        yield encode(value) if encode else value


@lru_cache(maxsize=256)
def _encoders(
    table: Table, columns: tuple[str, ...], once: tuple[str, ...]
) -> Sequence[tuple[str, bool, Callable[[Any], object] | None]]:
    return [
        (name, name in once, single_encoder_of(table.c[name]) if name in once else encoder_of(table.c[name]))
        for name in columns
    ]

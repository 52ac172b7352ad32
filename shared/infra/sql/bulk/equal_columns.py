"""Columns that mostly hold one value in all rows of a statement, such as the status of new rows.

A bulk write sends such a value once instead of once per row. The columns of a table are marked in groups, and a group
is sent once only if each of its columns holds one value, so that a table has few forms of its statement to prepare.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Table

_MARK = "mostly_equal"

STATE: dict[Any, str] = {_MARK: "state"}
"""The `info` of a column that the program sets, to one value for all new rows of a transaction."""

DETAILS: dict[Any, str] = {_MARK: "details"}
"""The `info` of a column whose value the user gives, and mostly does not give."""


def equal_columns(table: Table, columns: tuple[str, ...], rows: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """The marked columns among `columns` that can be sent once, by groups."""
    found: tuple[str, ...] = ()
    for names, values_of in _groups(table, columns):
        first = values_of(rows[0])
        if all(values_of(row) == first for row in rows):
            found += names
    return found


@lru_cache(maxsize=256)
def _groups(table: Table, columns: tuple[str, ...]) -> Sequence[tuple[tuple[str, ...], "itemgetter[Any]"]]:
    marks: dict[str, list[str]] = {}
    for name in columns:
        if group := table.c[name].info.get(_MARK):
            marks.setdefault(group, []).append(name)
    return [(tuple(names), itemgetter(*names)) for names in marks.values()]

"""Generates pgbench's statement from the captured rows of a real order.

Values that do not distinguish orders are copied from the pattern as constants. Only keys and values that depend on the
stock level are expressions.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from benchmarks.pgbench.capture import WrittenRows


class UnknownTable(Exception):
    """The real order writes to a table without a rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How the rows of a table derive from `source`, a part of the statement.

    `columns`: expressions of the columns that are not constant. A source with one row per order yields as many rows
    as the pattern has; a source of lines yields one row per line.
    """

    source: str
    columns: Mapping[str, str]
    by_line: bool = False


def statement(head: str, patterns: Mapping[str, WrittenRows], rules: Mapping[str, Rule], *, names: "Names") -> str:
    """`head` begins the WITH and contains the updates, followed by one INSERT per table."""
    inserted = [written for written in patterns.values() if written.inserted and written.table in rules]
    *first, last = [_insert(written, rules[written.table], names) for written in inserted]
    parts = "".join(f",\nw{number} AS ({text})" for number, text in enumerate(first))
    return f"{head}{parts}\n{last};\n"


def check_known(patterns: Mapping[str, WrittenRows], rules: Mapping[str, Rule], otherwise: Collection[str]) -> None:
    """Raises UnknownTable for a table without a rule that is not updated otherwise."""
    missing = [table for table, written in patterns.items() if table not in (rules if written.inserted else ())]
    missing = [table for table in missing if table not in otherwise]
    if missing:
        raise UnknownTable(f"no rule for {', '.join(missing)}")


@dataclass(frozen=True, slots=True)
class Names:
    """Values of the pattern that are replaced: its UUIDs by expressions, and its time."""

    uuids: Mapping[str, str]
    at: datetime

    @classmethod
    def of(cls, patterns: Mapping[str, WrittenRows], at: datetime) -> "Names":
        """All UUIDs belong to the order; `o.u0`, `o.u1`… generate new ones."""
        found: dict[str, str] = {}
        for written in patterns.values():
            for row in written.rows:
                for column, value in zip(written.columns, row, strict=True):
                    if column.type == "uuid" and value is not None:
                        found.setdefault(value, f"o.u{len(found)}")
        return cls(found, at)


def _insert(written: WrittenRows, rule: Rule, names: Names) -> str:
    columns = ", ".join(column.name for column in written.columns)
    rows = written.rows[:1] if rule.by_line else written.rows
    selects = [_select(written, row, rule, names) for row in rows]
    return f"INSERT INTO {written.table} ({columns}) OVERRIDING SYSTEM VALUE " + " UNION ALL ".join(selects)


def _select(written: WrittenRows, row: Sequence[str | None], rule: Rule, names: Names) -> str:
    values = [
        rule.columns.get(column.name) or expression(value, column.type, names)
        for column, value in zip(written.columns, row, strict=True)
    ]
    return f"SELECT {', '.join(values)} FROM {rule.source}"


def expression(value: str | None, type_name: str, names: Names) -> str:
    """The value for a new order: a constant, except for UUIDs, times and the transaction id."""
    if value is None:
        return f"CAST(NULL AS {type_name})"
    if type_name == "uuid":
        return names.uuids[value]
    if type_name == "xid8":
        return "pg_current_xact_id()"
    if type_name == "timestamp with time zone":
        seconds = (datetime.fromisoformat(value) - names.at).total_seconds()
        return f"now() + interval '{seconds} s'" if seconds else "now()"
    return literal(value, type_name)


def literal(value: str, type_name: str) -> str:
    """A constant, escaped because pgbench treats a colon as the beginning of a variable."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace(":", "\\x3a").replace("\n", "\\n")
    return f"CAST(E'{escaped}' AS {type_name})"

"""Writes pgbench's statement after the pattern of a real order's rows.

Everything that does not tell one order from another is copied from the pattern as a
constant, which spares pgbench even the sending of it; only keys, and what must agree
with the stock level, are expressions.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from benchmarks.pgbench.capture import Written


class Unknown(Exception):
    """The real order writes a table for which there is no rule yet."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How rows of one table follow from those of `source`, one of the statement's own parts.

    `columns`: the expression of each column that is not constant. A source of one row an
    order yields as many rows as the pattern has; a source of lines one row a line.
    """

    source: str
    columns: Mapping[str, str]
    by_line: bool = False


def statement(head: str, patterns: Mapping[str, Written], rules: Mapping[str, Rule], names: "Names") -> str:
    """`head` begins the WITH and does the updates; what follows is one INSERT for each table with new rows."""
    inserted = [written for written in patterns.values() if written.inserted and written.table in rules]
    *first, last = [_insert(written, rules[written.table], names) for written in inserted]
    parts = "".join(f",\nw{number} AS ({text})" for number, text in enumerate(first))
    return f"{head}{parts}\n{last};\n"


def check_known(patterns: Mapping[str, Written], rules: Mapping[str, Rule], otherwise: Collection[str]) -> None:
    """Raises Unknown for a table that neither has a rule nor is written in one of the other ways."""
    missing = [table for table, written in patterns.items() if table not in (rules if written.inserted else ())]
    missing = [table for table in missing if table not in otherwise]
    if missing:
        raise Unknown(f"no rule for {', '.join(missing)}")


@dataclass(frozen=True, slots=True)
class Names:
    """Values of the pattern that stand for something: its UUIDs by their expression, and its time."""

    uuids: Mapping[str, str]
    at: datetime

    @classmethod
    def of(cls, patterns: Mapping[str, Written], at: datetime) -> "Names":
        """Every UUID is one of the order's own; `o.u0`, `o.u1`… make new ones."""
        found: dict[str, str] = {}
        for written in patterns.values():
            for row in written.rows:
                for column, value in zip(written.columns, row, strict=True):
                    if column.type == "uuid" and value is not None:
                        found.setdefault(value, f"o.u{len(found)}")
        return cls(found, at)


def _insert(written: Written, rule: Rule, names: Names) -> str:
    columns = ", ".join(column.name for column in written.columns)
    rows = written.rows[:1] if rule.by_line else written.rows
    selects = [_select(written, row, rule, names) for row in rows]
    return f"INSERT INTO {written.table} ({columns}) OVERRIDING SYSTEM VALUE " + " UNION ALL ".join(selects)


def _select(written: Written, row: Sequence[str | None], rule: Rule, names: Names) -> str:
    values = [
        rule.columns.get(column.name) or expression(value, column.type, names)
        for column, value in zip(written.columns, row, strict=True)
    ]
    return f"SELECT {', '.join(values)} FROM {rule.source}"


def expression(value: str | None, type_name: str, names: Names) -> str:
    """What the pattern's value is for a new order: a constant, but for its own UUIDs, times and transaction."""
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
    """A constant that pgbench leaves alone: it takes a colon for the beginning of a variable."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace(":", "\\x3a").replace("\n", "\\n")
    return f"CAST(E'{escaped}' AS {type_name})"

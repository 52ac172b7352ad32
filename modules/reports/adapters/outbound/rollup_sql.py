"""SQL statements of each rollup, built from its table."""

from collections.abc import Mapping
from typing import NamedTuple

from modules.reports.adapters.outbound.tables import KEYS, ROLLUPS
from modules.reports.domain.counting import FIGURES, Rollup
from shared.infra.sql.dialect import DIALECT


class RollupSql(NamedTuple):
    """`add` takes one array for each column, `fill` sums the orders' figures, `wrong` finds differing totals."""

    add: str
    clear: str
    fill: str
    wrong: str


def _build(rollup: Rollup) -> RollupSql:
    table, key, figures = ROLLUPS[rollup], KEYS[rollup], FIGURES[rollup]
    kind = table.c[key].type.compile(dialect=DIALECT)
    columns = ("day", key, *figures)
    names = ", ".join(columns)
    kinds = ("date", kind, *("bigint" for _ in figures))
    arrays = ", ".join(f"${number}::{kind}[]" for number, kind in enumerate(kinds, start=1))
    more = ", ".join(f"{name} = t.{name} + excluded.{name}" for name in figures)
    parts = ", ".join(f"sum((e ->> {number})::bigint) AS {name}" for number, name in enumerate(figures, 2))
    sums = f"""
        SELECT (e ->> 0)::date AS day, (e ->> 1)::{kind} AS {key}, {parts}
        FROM reports.orders, jsonb_array_elements(counted -> '{rollup}') AS e GROUP BY 1, 2
    """  # noqa: S608 constants only
    stored = ", ".join(f"coalesce(k.{name}, 0)" for name in figures)
    expected = ", ".join(f"coalesce(s.{name}, 0)" for name in figures)
    return RollupSql(
        add=f"""
            INSERT INTO {table.fullname} AS t ({names}) SELECT * FROM unnest({arrays})
            ON CONFLICT (day, {key}) DO UPDATE SET {more}
        """,  # noqa: S608 constants only
        clear=f"DELETE FROM {table.fullname}",  # noqa: S608 constants only
        fill=f"INSERT INTO {table.fullname} ({names}) {sums}",
        wrong=f"""
            SELECT coalesce(k.day, s.day) || ' ' || coalesce(k.{key}, s.{key}) AS place,
                   ARRAY[{stored}] AS kept, ARRAY[{expected}] AS summed
            FROM {table.fullname} k FULL JOIN ({sums}) s USING (day, {key})
            WHERE ({stored}) IS DISTINCT FROM ({expected}) LIMIT 100
        """,  # noqa: S608 constants only
    )


STATEMENTS: Mapping[Rollup, RollupSql] = {rollup: _build(rollup) for rollup in Rollup}

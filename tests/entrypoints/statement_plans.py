"""Plans of the statements that the program sends, and what is wrong with them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from shared.infra.sql.transaction import SqlReading
from tests.query_plans import Explain

MANY_ROWS = 1000
"""A table is large, and a sort is one of the whole table, from so many rows on."""

_READS_OR_WRITES = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@dataclass(frozen=True)
class StatementPlan:
    statement: str
    root: Mapping[str, Any]

    @classmethod
    def read(cls, statement: str, explained: Any) -> "StatementPlan":
        """`explained` is the result of EXPLAIN (FORMAT JSON), as text or decoded."""
        decoded = json.loads(explained) if isinstance(explained, str) else explained
        return cls(" ".join(statement.split()), decoded[0]["Plan"])

    def nodes(self) -> Iterator[Mapping[str, Any]]:
        yield from _nodes(self.root)

    def problems(self, large: frozenset[str]) -> list[str]:
        """Sequential scans of `large` tables, and sorts of many rows."""
        found = []
        for node in self.nodes():
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] in large:
                found.append(f"reads all of {node['Relation Name']}: {self.statement}")
            if node["Node Type"] == "Sort" and node["Plans"][0]["Plan Rows"] >= MANY_ROWS:
                found.append(f"sorts {node['Plans'][0]['Plan Rows']} rows: {self.statement}")
        return found


def planned(monkeypatch: pytest.MonkeyPatch) -> list[StatementPlan]:
    """Record the plan of each statement that is sent from now on, made with the settings of its transaction."""
    seen: list[StatementPlan] = []
    fetch, execute = SqlReading.fetch, SqlReading.execute

    async def explaining_fetch(self: SqlReading, sql: str, *arguments: object) -> Any:
        if sql.lstrip().startswith(_READS_OR_WRITES):
            (row,) = await fetch(self, f"EXPLAIN (FORMAT JSON) {sql}", *arguments)
            seen.append(StatementPlan.read(sql, row[0]))
        return await fetch(self, sql, *arguments)

    async def explaining_execute(self: SqlReading, core: Any, parameters: Any = None) -> Any:
        plan = (await execute(self, Explain(core))).scalar_one()
        seen.append(StatementPlan.read(str(core), plan))
        return await execute(self, core, parameters)

    monkeypatch.setattr(SqlReading, "fetch", explaining_fetch)
    monkeypatch.setattr(SqlReading, "execute", explaining_execute)
    return seen


def problems_of(plans: Sequence[StatementPlan], large: frozenset[str]) -> list[str]:
    return sorted({problem for plan in plans for problem in plan.problems(large)})


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)

"""Query plans of the statements that a test sends."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Executable
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement

from shared.infra.sql.transaction import SqlReading


class Explain(Executable, ClauseElement):
    """Run a statement with EXPLAIN ANALYZE and return its plan."""

    inherit_cache = False

    def __init__(self, statement: Any) -> None:
        self.statement = statement


@compiles(Explain)
def _explain(element: Explain, compiler: Any, **more: Any) -> str:
    return f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {compiler.process(element.statement, **more)}"


@dataclass(frozen=True)
class Plan:
    root: Mapping[str, Any]

    def nodes(self) -> list[Mapping[str, Any]]:
        return _nodes(self.root)

    def reads(self, table: str) -> bool:
        return table in {node.get("Relation Name") for node in self.nodes()}

    @property
    def rows_looked_at(self) -> int:
        """Rows read by scans of a table, including filtered rows, over all loops."""
        scans = [node for node in self.nodes() if node["Node Type"].endswith("Scan") and "Relation Name" in node]
        return sum(
            int(node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))) for node in scans
        )


def _nodes(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [node, *(inner for child in node.get("Plans", ()) for inner in _nodes(child))]


def explained(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """Yield the plans of the statements sent within the block."""
    seen: list[Plan] = []
    execute = SqlReading.execute

    async def explaining(self: SqlReading, core: Any, parameters: Any = None) -> Any:
        explained = (await execute(self, Explain(core))).scalar_one()
        found = json.loads(explained) if isinstance(explained, str) else explained
        seen.append(Plan(found[0]["Plan"]))
        return await execute(self, core, parameters)

    monkeypatch.setattr(SqlReading, "execute", explaining)
    return seen

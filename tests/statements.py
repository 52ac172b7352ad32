"""Records the SQL statements sent to the database."""

from typing import Any

import pytest

from shared.infra.sql.transaction import SqlReading


def noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record all statements within the block, except `BEGIN` and `COMMIT`."""
    seen: list[str] = []
    fetch, execute = SqlReading.fetch, SqlReading.execute

    async def noting_fetch(self: SqlReading, sql: str, *arguments: object) -> Any:
        seen.append(sql)
        return await fetch(self, sql, *arguments)

    async def noting_execute(self: SqlReading, statement: Any, parameters: Any = None) -> Any:
        seen.append(str(statement))
        return await execute(self, statement, parameters)

    monkeypatch.setattr(SqlReading, "fetch", noting_fetch)
    monkeypatch.setattr(SqlReading, "execute", noting_execute)
    return seen

"""A connection for reading that reconnects once after a lost connection."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
from sqlalchemy import Executable, Pool, Result

from shared.infra.sql.error_mapping import Constraints, Disconnected
from shared.infra.sql.pooled_connection import PooledConnection
from shared.infra.sql.transaction import SqlReading


class Reconnecting(SqlReading):
    """Connects at the first statement. If the connection is lost, the statement is run once more on another one."""

    def __init__(
        self,
        *,
        connect: Callable[[], Awaitable[tuple[Pool, PooledConnection]]],
        abandon: Callable[[Pool], Awaitable[None]],
        constraints: Constraints,
    ) -> None:
        self._connect = connect
        self._abandon = abandon
        self._constraints = constraints
        self._is_open = False

    async def fetch(self, sql: str, *arguments: object) -> list[asyncpg.Record]:
        await self._open()
        try:
            return await super().fetch(sql, *arguments)
        except Disconnected:
            await self._reopen()
        return await super().fetch(sql, *arguments)

    async def execute(self, core: Executable, parameters: Sequence[dict[str, Any]] | None = None) -> Result[Any]:
        await self._open()
        try:
            return await super().execute(core, parameters)
        except Disconnected:
            await self._reopen()
        return await super().execute(core, parameters)

    async def close(self) -> None:
        if self._is_open:
            self._is_open = False
            await self._connection.release()

    async def _open(self) -> None:
        if not self._is_open:
            self._pool, self._connection = await self._connect()
            self._is_open = True

    async def _reopen(self) -> None:
        pool = self._pool
        await self.close()
        await self._abandon(pool)
        await self._open()

"""A connection for reading that reconnects once after a lost connection."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import Executable, Pool, Result
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.infra.sql.error_mapping import Constraints, Disconnected
from shared.infra.sql.transaction import SqlReading

Found = TypeVar("Found")


class Reconnecting(SqlReading):
    """Connects at the first statement. If the connection is lost, the statement is run once more on another one."""

    def __init__(
        self,
        connect: Callable[[None], Awaitable[tuple[Pool, AsyncConnection, asyncpg.Connection]]],
        abandon: Callable[[Pool], Awaitable[None]],
        constraints: Constraints,
    ) -> None:
        self._connect = connect
        self._abandon = abandon
        self._constraints = constraints
        self._pool: Pool | None = None

    async def fetch(self, sql: str, *arguments: object) -> list[asyncpg.Record]:
        async def read() -> list[asyncpg.Record]:
            return await super(Reconnecting, self).fetch(sql, *arguments)

        return await self._read(read)

    async def execute(self, core: Executable, parameters: Sequence[dict[str, Any]] | None = None) -> Result[Any]:
        async def read() -> Result[Any]:
            return await super(Reconnecting, self).execute(core, parameters)

        return await self._read(read)

    async def close(self) -> None:
        if self._pool is not None:
            self._pool = None
            await asyncio.shield(self._connection.close())

    async def _read(self, read: Callable[[], Awaitable[Found]]) -> Found:
        if self._pool is None:
            self._pool, self._connection, self._driver = await self._connect(None)
        try:
            return await read()
        except Disconnected:
            pool = self._pool
            await self.close()
            await self._abandon(pool)
        self._pool, self._connection, self._driver = await self._connect(None)
        return await read()

"""A connection for reading that reconnects once after a lost connection."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
from sqlalchemy import Executable, Pool, Result
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.infra.sql.connections.connection_pool import PooledDriver
from shared.infra.sql.error_mapping import Constraints, Disconnected
from shared.infra.sql.transaction import SqlReading


class Reconnecting(SqlReading):
    """Connects at the first statement. If the connection is lost, the statement is run once more on another one.

    Until a Core statement is run, only the driver's connection is taken from the pool.
    """

    def __init__(
        self,
        *,
        connect: Callable[[], Awaitable[tuple[Pool, tuple[AsyncConnection, asyncpg.Connection]]]],
        take_driver: Callable[[], Awaitable[tuple[Pool, PooledDriver]]],
        abandon: Callable[[Pool], Awaitable[None]],
        constraints: Constraints,
    ) -> None:
        self._connect = connect
        self._take_driver = take_driver
        self._abandon = abandon
        self._constraints = constraints
        self._release: Callable[[], Awaitable[None]] | None = None
        self._runs_core = False

    async def fetch(self, sql: str, *arguments: object) -> list[asyncpg.Record]:
        if self._release is None:
            await self._open_driver()
        try:
            return await super().fetch(sql, *arguments)
        except Disconnected:
            await self._lose()
        await self._open_driver()
        return await super().fetch(sql, *arguments)

    async def execute(self, core: Executable, parameters: Sequence[dict[str, Any]] | None = None) -> Result[Any]:
        if not self._runs_core:
            await self.close()  # otherwise callers could hold all connections and wait for a second one
            await self._open()
        try:
            return await super().execute(core, parameters)
        except Disconnected:
            await self._lose()
        await self._open()
        return await super().execute(core, parameters)

    async def close(self) -> None:
        release, self._release, self._runs_core = self._release, None, False
        if release is not None:
            await release()

    async def _open_driver(self) -> None:
        self._pool, pooled = await self._take_driver()
        self._driver, self._release = pooled.driver, pooled.release

    async def _open(self) -> None:
        self._pool, (connection, self._driver) = await self._connect()

        async def release() -> None:
            await asyncio.shield(connection.close())

        self._connection, self._release, self._runs_core = connection, release, True

    async def _lose(self) -> None:
        pool = self._pool
        await self.close()
        await self._abandon(pool)

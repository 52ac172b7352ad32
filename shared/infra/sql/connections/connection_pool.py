"""A pool of connections that is replaced as a whole when one of them turns out to be dead."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar, cast

import asyncpg
from sqlalchemy import Pool, PoolProxiedConnection, QueuePool
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util.concurrency import greenlet_spawn

from shared.infra.sql.connections.engines import new_engine
from shared.infra.sql.error_mapping import Disconnected
from shared.infra.sql.metrics import POOL_TIMEOUTS

POOL_WAIT_SECONDS = 2

Taken = TypeVar("Taken")

_CHECKOUTS = 3
"""Maximum number of attempts to get a live connection; a pool is discarded at its first dead connection."""


@dataclass(frozen=True, slots=True)
class PooledDriver:
    """A connection of the driver, without SQLAlchemy's connection around it.

    To make that one and to end it takes 50 µs more than this, as long as a short statement.
    """

    driver: asyncpg.Connection
    proxy: PoolProxiedConnection

    @classmethod
    async def take(cls, engine: AsyncEngine) -> "PooledDriver":
        proxy = await engine.raw_connection()
        return cls(cast("asyncpg.Connection", proxy.driver_connection), proxy)

    async def release(self) -> None:
        """Return the connection to the pool. This waits for nothing, so it cannot be cancelled halfway."""
        await greenlet_spawn(self.proxy.close)


class ConnectionPool:
    """`waiting`: the number of callers that currently wait for a connection."""

    def __init__(self, url: str, application_name: str, *, size: int, overflow: int) -> None:
        self.waiting = 0
        self._engine = new_engine(
            url,
            application_name,
            pool_size=size,
            max_overflow=overflow,
            pool_timeout=POOL_WAIT_SECONDS,
            pool_use_lifo=True,  # reuses few connections, which cache their plans
        )

    async def connect(self) -> AsyncConnection:
        return await self._counted(self._engine.connect())

    async def take_driver(self) -> PooledDriver:
        return await self._counted(PooledDriver.take(self._engine))

    async def with_live_connection(self, take: Callable[[], Awaitable[Taken]]) -> tuple[Pool, Taken]:
        """Call `take`, which connects; call it again with a new pool if the connection is dead."""
        for _ in range(_CHECKOUTS - 1):
            pool = self._engine.pool
            try:
                return pool, await take()
            except Disconnected:
                await self.abandon(pool)
        return self._engine.pool, await take()

    async def abandon(self, pool: Pool) -> None:
        """Replace the pool: if one connection is dead, the others probably are too. Only the first caller does."""
        if self._engine.pool is pool:
            await self._engine.dispose(close=False)

    async def close(self) -> None:
        await self._engine.dispose()

    @property
    def in_use(self) -> int:
        """The number of connections in use."""
        return self._queue.checkedout()

    @property
    def idle(self) -> int:
        """The number of open connections that are not in use."""
        return self._queue.checkedin()

    @property
    def _queue(self) -> QueuePool:
        """The pool, as the class that counts its connections."""
        pool = self._engine.pool
        if not isinstance(pool, QueuePool):
            raise TypeError("the engine has another kind of pool")
        return pool

    async def _counted(self, taken: Awaitable[Taken]) -> Taken:
        self.waiting += 1
        try:
            return await taken
        except PoolTimeout:
            POOL_TIMEOUTS.inc()
            raise
        finally:
            self.waiting -= 1

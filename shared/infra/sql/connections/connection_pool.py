"""A pool of connections that is replaced as a whole when one of them turns out to be dead."""

from collections.abc import Awaitable, Callable

from sqlalchemy import Pool, QueuePool
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.infra.sql.connections.engines import new_engine
from shared.infra.sql.error_mapping import Disconnected
from shared.infra.sql.metrics import POOL_TIMEOUTS
from shared.infra.sql.pooled_connection import PooledConnection

POOL_WAIT_SECONDS = 2

_CHECKOUTS = 3
"""Maximum number of attempts to get a live connection; a pool is discarded at its first dead connection."""


class ConnectionPool:
    """`waiting`: the number of callers that currently wait for a connection. `pooled`: the server is a pooler."""

    def __init__(self, url: str, application_name: str, *, pooled: bool, size: int, overflow: int) -> None:
        self.waiting = 0
        self._engine = new_engine(
            url,
            application_name,
            pooled=pooled,
            pool_size=size,
            max_overflow=overflow,
            pool_timeout=POOL_WAIT_SECONDS,
            pool_use_lifo=True,  # reuses few connections, which cache their plans
        )

    async def take(self) -> PooledConnection:
        """Raises `PoolTimeout` if none is free within two seconds."""
        self.waiting += 1
        try:
            return await PooledConnection.take(self._engine)
        except PoolTimeout:
            POOL_TIMEOUTS.inc()
            raise
        finally:
            self.waiting -= 1

    async def with_live_connection(
        self, take: Callable[[], Awaitable[PooledConnection]]
    ) -> tuple[Pool, PooledConnection]:
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

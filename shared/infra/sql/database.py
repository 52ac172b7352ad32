"""Connections to PostgreSQL and the transactions on them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from sqlalchemy import NullPool, Pool

from shared.infra.sql.connections.commit_outcome import has_committed
from shared.infra.sql.connections.connection_pool import ConnectionPool
from shared.infra.sql.connections.engines import LOCAL_TIMEOUTS, new_engine
from shared.infra.sql.connections.reconnecting import Reconnecting
from shared.infra.sql.error_mapping import Constraints, Disconnected, map_db_errors
from shared.infra.sql.idempotency import Claims, KeyState, claim
from shared.infra.sql.pooled_connection import PooledConnection
from shared.infra.sql.spans import SYSTEM
from shared.infra.sql.transaction import EventWriter, SqlReading, SqlTransaction
from shared.infra.tracing.spans import child_span
from shared.kernel.errors import DomainError
from shared.kernel.idempotency import IdempotencyKey, ReplayedResponse, StoredResponse

_BEGIN = "BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off"
"""Generic plans without sequential scans. A few statements write repeatedly, and find their rows by key: planning
one costs more than running it for a single order, and a plan from when a table was small must not scan it
after it has grown.
"""


class Database:
    """A pool of connections of one event loop. It can be constructed outside the loop, and is closed by `close`.

    The engine is in autocommit mode, and BEGIN is sent explicitly: as the first statement of a
    transaction, it also checks whether a pooled connection is still alive.

    If `direct_url` is given, `url` is a pooler in transaction mode, and sessions connect to `direct_url`.
    """

    def __init__(
        self,
        url: str,
        constraints: Constraints,
        *,
        outbox: Callable[[], EventWriter],
        direct_url: str | None = None,
        pool_size: int = 20,
        pool_overflow: int = 0,
        application_name: str = "tradepost",
        on_events: Callable[[], None] | None = None,
    ) -> None:
        self._constraints = constraints
        self._on_events = on_events
        self._outbox = outbox
        self.pool_size = pool_size + pool_overflow
        self.holder: int | None = None
        """The number by which other processes detect the end of this one; see `Presence`."""
        self.clock_shift = timedelta(0)
        """Added to the database's clock. Only tests set it, to move time."""
        self._pooled = direct_url is not None
        self._local_timeouts = LOCAL_TIMEOUTS if self._pooled else ""
        self._pool = ConnectionPool(url, application_name, pooled=self._pooled, size=pool_size, overflow=pool_overflow)
        self._beside_pool = new_engine(direct_url or url, application_name, poolclass=NullPool)

    @asynccontextmanager
    async def begin(self, key: IdempotencyKey | None = None) -> AsyncIterator[SqlTransaction]:
        """A read-committed transaction, rolled back unless `commit` was called on it.

        Raises ReplayedResponse if the key has a response, Conflict
        `idempotency_in_flight` or Invalid `idempotency_key_reused`, Unavailable if
        the database cannot be reached.
        """
        async with self.begin_batch([key]) as (tx, (state,)):
            if isinstance(state, StoredResponse):
                raise ReplayedResponse(state)
            if isinstance(state, DomainError):
                raise state
            yield tx

    @asynccontextmanager
    async def begin_batch(
        self, keys: Sequence[IdempotencyKey | None]
    ) -> AsyncIterator[tuple[SqlTransaction, Sequence[KeyState]]]:
        """The same for several commands at once, with the state of each key. Raises Unavailable."""
        async with self._transaction(_BEGIN + self._local_timeouts, keys) as (tx, claims):
            yield tx, await claims.states(tx)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[SqlTransaction]:
        """A read-only transaction in which all statements use the same snapshot."""
        begin = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY{self._local_timeouts}"
        async with self._transaction(begin) as (tx, _):
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlReading]:
        """A connection for reading, without a transaction.

        If the connection is lost, the statement is run once more on another one, because it only reads.
        """
        reading = Reconnecting(
            connect=self._connect,
            abandon=self._pool.abandon,
            constraints=self._constraints,
        )
        try:
            yield reading
        finally:
            await reading.close()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[SqlReading]:
        """A single connection, for session-level state such as locks."""
        if self._pooled:
            async with self.lasting_session() as session:
                yield session
            return
        async with self._connected() as connection:
            yield SqlReading(connection, self._constraints)

    @asynccontextmanager
    async def lasting_session(self) -> AsyncIterator[SqlReading]:
        """The same for the lifetime of the process, on a connection outside the pool."""
        with map_db_errors(self._constraints):
            connection = await PooledConnection.take(self._beside_pool)
        try:
            yield SqlReading(connection, self._constraints)
        finally:
            await asyncio.shield(connection.release())

    async def close(self) -> None:
        await self._pool.close()
        await self._beside_pool.dispose()

    @property
    def pool_in_use(self) -> int:
        """The number of connections in use."""
        return self._pool.in_use

    @property
    def pool_idle(self) -> int:
        """The number of open connections that are not in use."""
        return self._pool.idle

    @property
    def pool_waiting(self) -> int:
        """The number of callers that currently wait for a connection."""
        return self._pool.waiting

    @asynccontextmanager
    async def _transaction(
        self, begin: str, keys: Sequence[IdempotencyKey | None] = ()
    ) -> AsyncIterator[tuple[SqlTransaction, Claims]]:
        with child_span("transaction", attributes=SYSTEM):
            async with self._transacting(begin, keys) as opened:
                yield opened

    @asynccontextmanager
    async def _transacting(
        self, begin: str, keys: Sequence[IdempotencyKey | None]
    ) -> AsyncIterator[tuple[SqlTransaction, Claims]]:
        async with self._connected(begin) as connection:
            tx: SqlTransaction | None = None
            try:
                reading = SqlReading(connection, self._constraints)
                with map_db_errors(self._constraints):
                    claims = await claim(reading, keys, read_time=partial(connection.driver.fetchval, "SELECT now()"))
                tx = SqlTransaction(
                    connection,
                    self._constraints,
                    now=claims.now + self.clock_shift,
                    outbox=self._outbox,
                    on_events=self._on_events,
                    has_committed=partial(has_committed, self.read),
                    holder=self.holder,
                )
                yield tx, claims
            finally:
                if tx is None or not tx.committed:
                    await asyncio.shield(_rolled_back(connection))

    @asynccontextmanager
    async def _connected(self, first: str | None = None) -> AsyncIterator[PooledConnection]:
        pool, connection = await self._connect(first)
        try:
            yield connection
        except Disconnected:
            await self._pool.abandon(pool)
            raise
        finally:
            await connection.release()

    async def _connect(self, first: str | None = None) -> tuple[Pool, PooledConnection]:
        """Check out a connection and run `first` on it."""

        async def take() -> PooledConnection:
            with map_db_errors(self._constraints):
                connection = await self._pool.take()
                if first is not None:
                    try:
                        await connection.driver.execute(first)
                    except BaseException:
                        await connection.discard()
                        raise
                return connection

        return await self._pool.with_live_connection(take)


async def _rolled_back(connection: PooledConnection) -> None:
    """Roll back the transaction, or close the connection if that fails, so that it is never reused in between."""
    try:
        await connection.driver.execute("ROLLBACK")
    except Exception:
        await connection.discard()

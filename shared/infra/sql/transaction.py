"""An open transaction: reads run immediately, writes and events are collected and sent as one statement."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol, cast

import asyncpg
from sqlalchemy import CursorResult, Executable, Result, Table

from shared.infra.sql import idempotency
from shared.infra.sql.bulk.bulk_writer import BulkWriter, Row, StatementPart
from shared.infra.sql.error_mapping import Constraints, Disconnected, map_db_errors
from shared.infra.sql.metrics import count_events
from shared.infra.sql.pooled_connection import PooledConnection
from shared.infra.sql.retry import note_commit
from shared.infra.sql.spans import statement_span
from shared.infra.sql.tables import audit_log, idempotency_keys
from shared.infra.tracing.spans import StartedSpan
from shared.kernel.errors import Unavailable
from shared.kernel.events import OutgoingEvent
from shared.kernel.idempotency import IdempotencyKey, StoredResponse
from shared.kernel.transaction import AuditEntry, Transaction


class EventWriter(Protocol):
    """Collects the events of a transaction, and writes them with it."""

    @property
    def types(self) -> list[str]:
        """The types of the pending events, in their order."""
        ...

    def add(self, recorded: OutgoingEvent) -> None: ...

    def trace(self) -> list[StartedSpan]:
        """Continue the trace of each event's metadata; returns the spans of their creation, to end after the commit."""
        ...

    def take(self, now: datetime) -> Sequence[StatementPart]:
        """The parts of a statement that write the events; no event is pending afterwards."""
        ...


class SqlReading:
    """A connection to read from, each statement on its own snapshot."""

    def __init__(
        self,
        connection: PooledConnection,
        constraints: Constraints,
    ) -> None:
        self._connection = connection
        self._constraints = constraints

    async def fetch(self, sql: str, *arguments: object) -> list[asyncpg.Record]:
        """Run SQL text with `$1` placeholders directly on the driver, for statements that must be fast.

        JSONB is returned decoded; as an argument it is passed as text.
        """
        with map_db_errors(self._constraints), statement_span(sql):
            return await self._connection.driver.fetch(sql, *arguments)

    async def fetch_one(self, sql: str, *arguments: object) -> asyncpg.Record | None:
        rows = await self.fetch(sql, *arguments)
        return rows[0] if rows else None

    async def execute(self, core: Executable, parameters: Sequence[dict[str, Any]] | None = None) -> Result[Any]:
        """Run a SQLAlchemy Core statement on the same connection, in the same transaction."""
        with map_db_errors(self._constraints), statement_span(type(core).__name__):
            return await self._connection.core.execute(core, parameters)

    async def changed(self, core: Executable) -> int:
        """Run a Core statement; returns the number of changed rows."""
        return cast("CursorResult[Any]", await self.execute(core)).rowcount


class SqlTransaction(SqlReading):
    """The kernel's `Transaction` over one PostgreSQL connection."""

    def __init__(
        self,
        connection: PooledConnection,
        constraints: Constraints,
        *,
        now: datetime,
        outbox: Callable[[], EventWriter],
        on_events: Callable[[], None] | None = None,
        has_committed: Callable[[str], Awaitable[bool | None]] | None = None,
        holder: int | None = None,
    ) -> None:
        super().__init__(connection, constraints)
        self._has_committed = has_committed
        self._xid: str | None = None
        self.holder = holder
        self._now = now
        self._writes = BulkWriter()
        self._new_outbox = outbox
        self._outbox = outbox()
        self._events_written: list[str] = []
        self._created: list[StartedSpan] = []
        self._on_events = on_events
        self._after: list[Callable[[], None]] = []
        self.committed = False

    @property
    def now(self) -> datetime:
        return self._now

    @property
    def has_unsaved_changes(self) -> bool:
        """Whether there are pending rows or events that have not been flushed."""
        return bool(self._writes) or bool(self._outbox.types)

    def insert(self, table: Table, rows: Iterable[Row], *, if_absent: bool = False) -> None:
        """Add rows to insert with the next flush. `if_absent` skips existing rows."""
        self._writes.insert(table, rows, if_absent=if_absent)

    def update(self, table: Table, key: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Add rows to update with the next flush, identified by the key's columns."""
        self._writes.update(table, key, rows)

    def record(self, recorded: OutgoingEvent) -> None:
        self._outbox.add(recorded)

    def collect(self, events: list[OutgoingEvent]) -> None:
        """Record the events that an aggregate has collected, and empty its list: each is published once."""
        for event in events:
            self.record(event)
        events.clear()

    def store_response(self, key: IdempotencyKey, response: StoredResponse) -> None:
        self._writes.insert(idempotency_keys, [idempotency.row_of(key, response, now=self._now, holder=self.holder)])

    def complete_response(self, key: IdempotencyKey, response: StoredResponse) -> None:
        row = idempotency.row_of(key, response, now=self._now, holder=self.holder)
        self._writes.update(idempotency_keys, ("scope", "key", "fingerprint"), [row])

    def audit(self, line: AuditEntry) -> None:
        row = {
            "at": self._now,
            "actor": line.metadata.actor,
            "action": line.action,
            "resource": line.resource,
            "request_id": line.metadata.request_id,
            "changes": dict(line.changes),
        }
        self._writes.insert(audit_log, [row])

    def after_commit(self, do: Callable[[], None]) -> None:
        self._after.append(do)

    async def flush(self) -> None:
        """Write all pending rows, events and deliveries by one statement."""
        self._events_written += self._outbox.types
        self._created += self._outbox.trace()
        events = self._outbox.take(self._now)
        if self._writes or events:
            sql, arguments = self._writes.take(events)
            (row,) = await self.fetch(sql, *arguments)
            self._xid = row["xid"]

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A savepoint: an error inside rolls back only this block and its pending rows, and is raised to the caller."""
        await self.flush()
        asked_for, written, created = len(self._after), len(self._events_written), len(self._created)
        await self.fetch("SAVEPOINT part")
        try:
            yield
            await self.flush()
        except Exception:
            self._writes, self._outbox = BulkWriter(), self._new_outbox()
            del self._after[asked_for:], self._events_written[written:], self._created[created:]
            await self.fetch("ROLLBACK TO SAVEPOINT part")
            await self.fetch("RELEASE SAVEPOINT part")  # otherwise it would hide the outer savepoint of the same name
            raise
        await self.fetch("RELEASE SAVEPOINT part")

    async def commit(self) -> None:
        """Flush and commit; then call the functions of `after_commit`.

        Raises Unavailable if the outcome of the commit is unknown.
        """
        await self.flush()
        try:
            with map_db_errors(self._constraints), statement_span("COMMIT"):
                await self._connection.driver.execute("COMMIT")
        except Disconnected as lost:
            if not await self._has_committed_anyway(lost):
                raise
        self.committed = True
        note_commit()
        if self._events_written:
            count_events(self._events_written)
            for created in self._created:
                created.end()
            if self._on_events:
                self._on_events()
        for do in self._after:
            do()

    async def _has_committed_anyway(self, lost: Disconnected) -> bool:
        """Ask the server for the outcome of a transaction whose connection was lost during COMMIT."""
        if self._xid is None or self._has_committed is None:
            raise Unavailable(lost.code, lost.detail) from lost
        committed = await self._has_committed(self._xid)
        if committed is None:
            raise Unavailable(lost.code, lost.detail) from lost
        return committed


def sql(tx: Transaction) -> SqlTransaction:
    """Return the kernel's transaction as SQL transaction; TypeError if it is another implementation."""
    if not isinstance(tx, SqlTransaction):
        raise TypeError(f"{type(tx).__name__} is no SQL transaction")
    return tx

"""Transactions over the deliveries of the whole program."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from modules.operations.adapters.outbound.dead_letters import SqlDeadLetters
from modules.operations.adapters.outbound.retention import SqlRetention
from modules.operations.ports.unit_of_work import Outcome, UnitOfWork
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.idempotency import Claim, Reply
from shared.kernel.transaction import Transaction

CHECKING_MILLISECONDS = 120_000
"""Doctor reads whole tables; its statements may take longer than a request's."""


class SqlUnitOfWork:
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self.tx = tx
        self.dead_letters = SqlDeadLetters(tx)
        self.retention = SqlRetention(tx)

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        if reply is not None:
            self.tx.remember(reply.claim, reply.to_remember(cast("Outcome", outcome)))
        await self.tx.commit()


class SqlUnitsOfWork:
    """Opens units of work, and snapshots to check."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def begin(self, claim: Claim | None) -> AsyncIterator[UnitOfWork]:
        async with self._database.begin(claim) as tx:
            yield SqlUnitOfWork(tx)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Transaction]:
        async with self._database.snapshot() as tx:
            await tx.fetch("SELECT set_config('statement_timeout', $1, true)", str(CHECKING_MILLISECONDS))
            yield tx

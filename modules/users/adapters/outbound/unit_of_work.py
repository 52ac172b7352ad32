"""Transactions over this module's tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from modules.users.adapters.outbound.api_keys import SqlApiKeys
from modules.users.adapters.outbound.sessions import SqlSessions
from modules.users.adapters.outbound.users import SqlUsers
from modules.users.ports.unit_of_work import Outcome, UnitOfWork
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction, sql
from shared.kernel.idempotency import Claim, Reply
from shared.kernel.transaction import Transaction


class SqlUnitOfWork:
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self.tx = tx
        self.users = SqlUsers(tx)
        self.sessions = SqlSessions(tx)
        self.keys = SqlApiKeys(tx)

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        if reply is not None:
            self.tx.remember(reply.claim, reply.to_remember(cast("Outcome", outcome)))
        await self.tx.commit()


class SqlUnitsOfWork:
    """Opens units of work: `begin` in a transaction of their own, `join` in somebody else's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def begin(self, claim: Claim | None) -> AsyncIterator[UnitOfWork]:
        async with self._database.begin(claim) as tx:
            yield SqlUnitOfWork(tx)

    def join(self, tx: Transaction) -> UnitOfWork:
        return SqlUnitOfWork(sql(tx))

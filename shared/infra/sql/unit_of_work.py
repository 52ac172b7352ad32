"""The base of the modules' units of work."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Generic, TypeVar, cast

from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction, sql
from shared.kernel.idempotency import IdempotencyKey, Reply
from shared.kernel.transaction import Transaction

Outcome = TypeVar("Outcome")


class BaseUnitOfWork:
    """An open transaction that stores the reply to its outcome together with its effect."""

    def __init__(self, tx: SqlTransaction) -> None:
        self.tx = tx

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        if reply is not None:
            self.tx.store_response(reply.claim, reply.to_remember(cast("Outcome", outcome)))
        await self.tx.commit()


AnyUnitOfWork = TypeVar("AnyUnitOfWork", bound=BaseUnitOfWork)


class UnitOfWorkFactory(Generic[AnyUnitOfWork]):
    """Opens units of work: `begin` in a transaction of their own, `join` in an open one."""

    def __init__(self, database: Database, unit: Callable[[SqlTransaction], AnyUnitOfWork]) -> None:
        self._database = database
        self._unit = unit

    @asynccontextmanager
    async def begin(self, claim: IdempotencyKey | None) -> AsyncIterator[AnyUnitOfWork]:
        """Rolled back unless committed."""
        async with self._database.begin(claim) as tx:
            yield self._unit(tx)

    def join(self, tx: Transaction) -> AnyUnitOfWork:
        """Work inside an open transaction, which its opener commits."""
        return self._unit(sql(tx))

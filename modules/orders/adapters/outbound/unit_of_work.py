"""The ports `UnitOfWork` and `View` over one SQL transaction."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar, cast

from modules.orders.adapters.outbound.order_ids import OrderIds
from modules.orders.adapters.outbound.records import SqlRecords
from modules.orders.adapters.outbound.repository import SqlOrders
from shared.infra.sql.database import Database
from shared.infra.sql.idempotency import Fresh
from shared.infra.sql.transaction import SqlTransaction, sql
from shared.kernel.errors import Refusal
from shared.kernel.idempotency import Answer, Claim, Reply
from shared.kernel.transaction import Transaction

Outcome = TypeVar("Outcome")


class SqlUnitOfWork:
    def __init__(self, tx: SqlTransaction, ids: OrderIds) -> None:
        self.tx = tx
        self.orders = SqlOrders(tx, ids)

    async def standings(self, claims: Sequence[Claim | None]) -> Sequence[Answer | Refusal | None]:
        return [None if isinstance(found, Fresh) else found for found in await self.tx.standings(claims)]

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        if reply is not None:
            self.tx.remember(reply.claim, reply.to_remember(cast("Outcome", outcome)))
        await self.tx.commit()


class SqlView:
    def __init__(self, tx: SqlTransaction) -> None:
        self.tx = tx
        self.records = SqlRecords(tx)


class Transactions:
    """Opens what the use cases work in."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids = OrderIds()

    @asynccontextmanager
    async def begin(self, claim: Claim | None) -> AsyncIterator[SqlUnitOfWork]:
        async with self._database.begin(claim) as tx:
            yield SqlUnitOfWork(tx, self._ids)

    def join(self, tx: Transaction) -> SqlUnitOfWork:
        """Work inside somebody's open transaction, which they commit."""
        return SqlUnitOfWork(sql(tx), self._ids)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[SqlView]:
        async with self._database.snapshot() as tx:
            yield SqlView(tx)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlRecords]:
        async with self._database.read() as reading:
            yield SqlRecords(reading)


def records_of(tx: Transaction) -> SqlRecords:
    """Records within somebody's open transaction."""
    return SqlRecords(sql(tx))

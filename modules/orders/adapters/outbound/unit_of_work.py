"""The ports `UnitOfWork` and `View` over one SQL transaction."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from modules.orders.adapters.outbound.order_ids import OrderIds
from modules.orders.adapters.outbound.records import SqlRecords
from modules.orders.adapters.outbound.repository import SqlOrders
from shared.infra.sql.database import Database
from shared.infra.sql.idempotency import Fresh
from shared.infra.sql.transaction import SqlTransaction, sql
from shared.infra.sql.units import Unit, Units
from shared.kernel.errors import Refusal
from shared.kernel.idempotency import Answer, Claim
from shared.kernel.transaction import Transaction


class SqlUnitOfWork(Unit):
    def __init__(self, tx: SqlTransaction, ids: OrderIds) -> None:
        super().__init__(tx)
        self.orders = SqlOrders(tx, ids)

    async def standings(self, claims: Sequence[Claim | None]) -> Sequence[Answer | Refusal | None]:
        return [None if isinstance(found, Fresh) else found for found in await self.tx.standings(claims)]


class SqlView:
    def __init__(self, tx: SqlTransaction) -> None:
        self.tx = tx
        self.records = SqlRecords(tx)


class Transactions(Units[SqlUnitOfWork]):
    """Opens what the use cases work in."""

    def __init__(self, database: Database) -> None:
        ids = OrderIds()
        super().__init__(database, lambda tx: SqlUnitOfWork(tx, ids))

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

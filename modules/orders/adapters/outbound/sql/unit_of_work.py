"""The ports `UnitOfWork` and `View` over one SQL transaction."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import get_args

from modules.orders.adapters.outbound.sql.coupons import SqlCouponRecords, SqlCoupons
from modules.orders.adapters.outbound.sql.fulfillment_queue import SqlQueue
from modules.orders.adapters.outbound.sql.id_sequences import IdSequence
from modules.orders.adapters.outbound.sql.order_queries import SqlRecords
from modules.orders.adapters.outbound.sql.order_repository import SqlOrders
from modules.orders.adapters.outbound.sql.provider_events import SqlReports
from modules.orders.adapters.outbound.sql.returns import SqlReturnRecords, SqlReturns
from modules.orders.adapters.outbound.sql.shipments import SqlShipmentRecords, SqlShipments
from modules.orders.ports.orders.order_repository import Numbered
from shared.infra.sql.database import Database
from shared.infra.sql.idempotency import NewKey
from shared.infra.sql.transaction import SqlTransaction, sql
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory
from shared.kernel.errors import DomainError
from shared.kernel.idempotency import IdempotencyKey, StoredResponse
from shared.kernel.transaction import Transaction


class SqlUnitOfWork(BaseUnitOfWork):
    def __init__(self, tx: SqlTransaction, ids: Mapping[Numbered, IdSequence]) -> None:
        super().__init__(tx)
        self.orders = SqlOrders(tx, ids)
        self.coupons = SqlCoupons(tx)
        self.reports = SqlReports(tx)
        self.shipments = SqlShipments(tx)
        self.returns = SqlReturns(tx)

    async def standings(self, claims: Sequence[IdempotencyKey | None]) -> Sequence[StoredResponse | DomainError | None]:
        return [None if isinstance(found, NewKey) else found for found in await self.tx.standings(claims)]


class SqlView:
    def __init__(self, tx: SqlTransaction) -> None:
        self.tx = tx
        self.records = SqlRecords(tx)
        self.shipments = SqlShipmentRecords(tx)
        self.returns = SqlReturnRecords(tx)
        self.queue = SqlQueue(tx)
        self.coupons = SqlCouponRecords(tx)


class Transactions(UnitOfWorkFactory[SqlUnitOfWork]):
    """Opens what the use cases work in."""

    def __init__(self, database: Database) -> None:
        ids: Mapping[Numbered, IdSequence] = {name: IdSequence(f"orders.{name}_ids") for name in get_args(Numbered)}
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

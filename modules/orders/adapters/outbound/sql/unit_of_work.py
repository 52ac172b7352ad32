"""Implements the ports `UnitOfWork` and `QueryScope` with one SQL transaction."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cached_property
from typing import get_args

from modules.orders.adapters.outbound.sql.fulfillment_queue import SqlFulfillmentQueue
from modules.orders.adapters.outbound.sql.id_sequences import IdSequence
from modules.orders.adapters.outbound.sql.order_queries import SqlOrderQueries
from modules.orders.adapters.outbound.sql.order_repository import SqlOrderRepository
from modules.orders.adapters.outbound.sql.provider_events import SqlProviderEvents
from modules.orders.adapters.outbound.sql.returns import SqlReturnQueries, SqlReturnRepository
from modules.orders.adapters.outbound.sql.shipments import SqlShipmentQueries, SqlShipmentRepository
from modules.orders.ports.orders.order_repository import SequenceName
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction, sql
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory
from shared.kernel.transaction import Transaction


class SqlUnitOfWork(BaseUnitOfWork):
    """A repository is made when it is first used."""

    def __init__(self, tx: SqlTransaction, ids: Mapping[SequenceName, IdSequence]) -> None:
        super().__init__(tx)
        self._ids = ids

    @cached_property
    def orders(self) -> SqlOrderRepository:
        return SqlOrderRepository(self.tx, self._ids)

    @cached_property
    def provider_events(self) -> SqlProviderEvents:
        return SqlProviderEvents(self.tx)

    @cached_property
    def shipments(self) -> SqlShipmentRepository:
        return SqlShipmentRepository(self.tx)

    @cached_property
    def returns(self) -> SqlReturnRepository:
        return SqlReturnRepository(self.tx)


class SqlQueryScope:
    def __init__(self, tx: SqlTransaction) -> None:
        self.tx = tx
        self.records = SqlOrderQueries(tx)
        self.shipments = SqlShipmentQueries(tx)
        self.returns = SqlReturnQueries(tx)
        self.queue = SqlFulfillmentQueue(tx)


class SqlUnitOfWorkFactory(UnitOfWorkFactory[SqlUnitOfWork]):
    """Opens units of work, snapshots and query scopes."""

    def __init__(self, database: Database) -> None:
        ids: Mapping[SequenceName, IdSequence] = {
            name: IdSequence(f"orders.{name}_ids") for name in get_args(SequenceName)
        }
        super().__init__(database, lambda tx: SqlUnitOfWork(tx, ids))

    @asynccontextmanager
    async def look(self) -> AsyncIterator[SqlQueryScope]:
        async with self._database.snapshot() as tx:
            yield SqlQueryScope(tx)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlOrderQueries]:
        async with self._database.read() as reading:
            yield SqlOrderQueries(reading)


def order_queries_in(tx: Transaction) -> SqlOrderQueries:
    """Order queries within the caller's transaction."""
    return SqlOrderQueries(sql(tx))

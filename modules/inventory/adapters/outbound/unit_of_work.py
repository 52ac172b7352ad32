"""Transactions over this module's tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from modules.inventory.adapters.outbound.bookings import SqlBookings
from modules.inventory.adapters.outbound.documents import SqlDocuments
from modules.inventory.adapters.outbound.locations import SqlLocations
from modules.inventory.adapters.outbound.products import SqlProducts
from modules.inventory.adapters.outbound.shelves import SqlShelves
from modules.inventory.adapters.outbound.standings import SqlStandings
from modules.inventory.ports.unit_of_work import Outcome, UnitOfWork
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction, sql
from shared.kernel.idempotency import Claim, Reply
from shared.kernel.transaction import Transaction


class SqlUnitOfWork:
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self.tx = tx
        self.products = SqlProducts(tx)
        self.locations = SqlLocations(tx)
        self.shelves = SqlShelves(tx)
        self.bookings = SqlBookings(tx)
        self.standings = SqlStandings(tx)
        self.documents = SqlDocuments(tx)

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

"""The two stores of a warehouse: in memory and in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from modules.inventory.adapters.inbound.checks import checks
from modules.inventory.adapters.outbound.sql.catalog.picture_references import SqlPictureReferences
from modules.inventory.adapters.outbound.sql.integrity import SqlIntegrityQueries
from modules.inventory.adapters.outbound.sql.stock.inventory_queries import SqlInventoryQueries
from modules.inventory.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.inventory.application.pictures.find_missing_pictures import FindMissingPictures
from modules.inventory.domain.ledger import LedgerEntry
from modules.inventory.domain.reservation import Reservation
from modules.inventory.ports.pictures import PictureStore
from shared.infra.messaging.outbox import event_data
from shared.infra.sql.database import Database
from shared.kernel.module import Check
from tests.modules.inventory.in_memory.inventory import InMemoryInventory
from tests.modules.inventory.inspector import PublishedEvent
from tests.modules.inventory.warehouse import Warehouse


def in_memory() -> tuple[Warehouse, InMemoryInventory]:
    inventory = InMemoryInventory()
    return Warehouse(
        inventory.begin,
        inventory.join,
        inventory.transaction,
        inventory,
        InMemoryInspector(inventory),
        inventory.pass_time,
    ), inventory


def in_sql(database: Database) -> Warehouse:
    units = SqlUnitOfWorkFactory(database)

    def pass_time(**span: float) -> None:
        database.clock_shift += timedelta(**span)

    return Warehouse(units.begin, units.join, database.begin, SqlInventoryQueries(), SqlInspector(database), pass_time)


def checks_of(database: Database, files: PictureStore) -> Sequence[Check]:
    return checks(SqlIntegrityQueries(), FindMissingPictures(files, SqlPictureReferences(database)))


@dataclass
class InMemoryInspector:
    inventory: InMemoryInventory

    async def entries(self) -> Sequence[LedgerEntry]:
        entries = self.inventory.state.ledger.values()
        return sorted(entries, key=lambda entry: (entry.sku, entry.location_code, entry.seq))

    async def reservations(self, order_id: int) -> Sequence[Reservation]:
        return [part for (order, _), part in sorted(self.inventory.state.reservations.items()) if order == order_id]

    async def events(self) -> Sequence[PublishedEvent]:
        return [
            PublishedEvent(r.event.type, r.aggregate_id, r.sequence, event_data(r.event))
            for r in self.inventory.state.events
        ]

    async def refused(self) -> Sequence[tuple[str, str, int, int]]:
        return [(key, sku, *units) for (key, sku), units in sorted(self.inventory.state.refused.items())]


@dataclass
class SqlInspector:
    database: Database

    async def entries(self) -> Sequence[LedgerEntry]:
        columns = ", ".join(LedgerEntry._fields)
        rows = await self._rows(f"SELECT {columns} FROM inventory.ledger ORDER BY sku, location_code, seq")
        return [LedgerEntry(*row) for row in rows]

    async def reservations(self, order_id: int) -> Sequence[Reservation]:
        async with self.database.begin() as tx:
            return (await SqlUnitOfWorkFactory(self.database).join(tx).reservations.lock_order(order_id)).parts

    async def events(self) -> Sequence[PublishedEvent]:
        rows = await self._rows("SELECT type, aggregate_id, sequence, data FROM platform.events ORDER BY id")
        return [PublishedEvent(*row) for row in rows]

    async def refused(self) -> Sequence[tuple[str, str, int, int]]:
        rows = await self._rows(
            "SELECT request_key, sku, requested, available FROM inventory.refused_demand ORDER BY 1, 2"
        )
        return [tuple(row) for row in rows]

    async def _rows(self, statement: str) -> Sequence[tuple[Any, ...]]:
        async with self.database.read() as reading:
            return [tuple(row) for row in await reading.fetch(statement)]

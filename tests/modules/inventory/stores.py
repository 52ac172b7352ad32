"""The two stores that a warehouse may stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from modules.inventory.adapters.inbound.checks import checks
from modules.inventory.adapters.outbound.sql.integrity import SqlIntegrity
from modules.inventory.adapters.outbound.sql.inventory_queries import SqlOffers
from modules.inventory.adapters.outbound.sql.picture_references import SqlPictureNames
from modules.inventory.adapters.outbound.sql.unit_of_work import SqlUnitsOfWork
from modules.inventory.application.catalogue.store_pictures import FindLostPictures
from modules.inventory.domain.ledger import Entry
from modules.inventory.domain.reservation import Reservation
from modules.inventory.ports.pictures import PictureFiles
from shared.infra.messaging.outbox import event_data
from shared.infra.sql.database import Database
from shared.kernel.module import Check
from tests.modules.inventory.in_memory.inventory import Twins
from tests.modules.inventory.warehouse import Told, Warehouse


def in_memory() -> tuple[Warehouse, Twins]:
    twins = Twins()
    return Warehouse(twins.begin, twins.join, twins.transaction, twins, TwinWitness(twins), twins.pass_time), twins


def in_sql(database: Database) -> Warehouse:
    units = SqlUnitsOfWork(database)

    def pass_time(**span: float) -> None:
        database.clock_shift += timedelta(**span)

    return Warehouse(units.begin, units.join, database.begin, SqlOffers(), SqlWitness(database), pass_time)


def checks_of(database: Database, files: PictureFiles) -> Sequence[Check]:
    return checks(SqlIntegrity(), FindLostPictures(files, SqlPictureNames(database)))


@dataclass
class TwinWitness:
    twins: Twins

    async def entries(self) -> Sequence[Entry]:
        entries = self.twins.state.ledger.values()
        return sorted(entries, key=lambda entry: (entry.sku, entry.location_code, entry.seq))

    async def reservations(self, order_id: int) -> Sequence[Reservation]:
        return [part for (order, _), part in sorted(self.twins.state.reservations.items()) if order == order_id]

    async def events(self) -> Sequence[Told]:
        return [Told(r.event.type, r.aggregate_id, r.sequence, event_data(r.event)) for r in self.twins.state.events]

    async def refused(self) -> Sequence[tuple[str, str, int, int]]:
        return [(key, sku, *units) for (key, sku), units in sorted(self.twins.state.refused.items())]


@dataclass
class SqlWitness:
    database: Database

    async def entries(self) -> Sequence[Entry]:
        columns = ", ".join(Entry._fields)
        rows = await self._rows(f"SELECT {columns} FROM inventory.ledger ORDER BY sku, location_code, seq")
        return [Entry(*row) for row in rows]

    async def reservations(self, order_id: int) -> Sequence[Reservation]:
        async with self.database.begin() as tx:
            return (await SqlUnitsOfWork(self.database).join(tx).bookings.of_order(order_id)).parts

    async def events(self) -> Sequence[Told]:
        rows = await self._rows("SELECT type, aggregate_id, sequence, data FROM platform.events ORDER BY id")
        return [Told(*row) for row in rows]

    async def refused(self) -> Sequence[tuple[str, str, int, int]]:
        rows = await self._rows(
            "SELECT request_key, sku, requested, available FROM inventory.refused_demand ORDER BY 1, 2"
        )
        return [tuple(row) for row in rows]

    async def _rows(self, statement: str) -> Sequence[tuple[Any, ...]]:
        async with self.database.read() as reading:
            return [tuple(row) for row in await reading.fetch(statement)]

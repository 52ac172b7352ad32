"""Implements the ports `ShipmentRepository` and `ShipmentQueries` in PostgreSQL."""

from collections.abc import Sequence

from sqlalchemy import select

from modules.orders.adapters.outbound.sql.order_mapping import FoundRow
from modules.orders.adapters.outbound.sql.owner_filters import conditions_of
from modules.orders.adapters.outbound.sql.part_counts import stored_total
from modules.orders.adapters.outbound.sql.tables import shipments
from modules.orders.domain.fulfillment.shipment import Shipment, ShipmentState, ShippedLine
from modules.orders.ports.fulfillment.shipments import ShipmentFilter
from shared.infra.sql.bulk.bulk_writer import Row
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.transaction import SqlReading, SqlTransaction
from shared.kernel.paging import Page, PageRequest

_GET = "SELECT * FROM orders.shipments WHERE id = $1"
_OF_ORDER = "SELECT * FROM orders.shipments WHERE order_id = $1 ORDER BY id"


class SqlShipmentQueries:
    def __init__(self, reading: SqlReading) -> None:
        self._reading = reading

    async def get(self, shipment_id: int) -> Shipment | None:
        row = await self._reading.fetch_one(_GET, shipment_id)
        return _shipment(row) if row else None

    async def list_by_order(self, order_id: int) -> Sequence[Shipment]:
        return [_shipment(row) for row in await self._reading.fetch(_OF_ORDER, order_id)]

    async def list_page(self, selection: ShipmentFilter, wanted: PageRequest) -> Page[Shipment]:
        conditions, exact = conditions_of(shipments, selection)
        query = select(shipments).where(*conditions)
        return await fetch_page(
            self._reading,
            query,
            {"id": shipments.c.id, "created_at": shipments.c.created_at},
            wanted=wanted,
            item=_shipment,
            exact=exact,
            total=stored_total(shipments, conditions),
        )


class SqlShipmentRepository(SqlShipmentQueries):
    """Writes are collected on the transaction."""

    def __init__(self, tx: SqlTransaction) -> None:
        super().__init__(tx)
        self._tx = tx

    def add(self, shipment: Shipment) -> None:
        row = {
            **_changing_row(shipment),
            "order_id": shipment.order_id,
            "location_code": shipment.location_code,
            "items": shipment.items,
            "created_at": shipment.created_at,
        }
        self._tx.insert(shipments, [row])

    def save(self, shipment: Shipment) -> None:
        if shipment.dirty:
            self._tx.update(shipments, ("id",), [_changing_row(shipment)])


def _changing_row(shipment: Shipment) -> Row:
    return {
        "id": shipment.id,
        "status": shipment.status,
        "carrier": shipment.carrier,
        "tracking_number": shipment.tracking_number,
        "updated_at": shipment.updated_at,
        "delivered_at": shipment.delivered_at,
        "version": shipment.version,
    }


def _shipment(row: FoundRow) -> Shipment:
    return Shipment(
        id=row["id"],
        order_id=row["order_id"],
        location_code=row["location_code"],
        items=[ShippedLine(**item) for item in row["items"]],
        carrier=row["carrier"],
        tracking_number=row["tracking_number"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        delivered_at=row["delivered_at"],
        status=ShipmentState(row["status"]),
        version=row["version"],
    )

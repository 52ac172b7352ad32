"""Queries of shipments."""

from modules.orders.application.subresource_access import bounded_to_own, require_visible
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.ports.fulfillment.shipments import ShipmentFilter
from modules.orders.ports.orders.order_queries import OpenQueryScope
from shared.kernel.paging import Page, PageRequest
from shared.kernel.principal import Principal


class ShipmentQueryService:
    """Shipments of the caller's orders; with orders:read or fulfillment:write of all orders."""

    def __init__(self, look: OpenQueryScope) -> None:
        self._look = look

    async def get_shipment(self, principal: Principal, shipment_id: int) -> Shipment:
        """Raises NotFound."""
        async with self._look() as view:
            shipment = await view.shipments.get(shipment_id)
            order = await view.records.get(shipment.order_id) if shipment else None
        return require_visible(principal, order, shipment, scope="fulfillment:write", what="shipment")

    async def list_shipments(
        self, principal: Principal, selection: ShipmentFilter, wanted: PageRequest
    ) -> Page[Shipment]:
        async with self._look() as view:
            return await view.shipments.list_page(bounded_to_own(principal, selection, "fulfillment:write"), wanted)

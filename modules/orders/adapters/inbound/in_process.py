"""`OrdersApi` for the other modules in this process."""

from collections.abc import Mapping, Sequence

from modules.orders.application.queries.order_summaries import SummarizeOrders, SummarizeShipments
from modules.orders.public import OrderSummary, ShipmentSummary
from shared.kernel.transaction import Transaction


class InProcessOrders:
    def __init__(self, summarize: SummarizeOrders, shipments: SummarizeShipments) -> None:
        self._summaries = summarize
        self._shipments = shipments

    async def get_summaries(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, OrderSummary]:
        return await self._summaries.get_summaries(tx, ids)

    async def get_summary(self, order_id: int) -> OrderSummary | None:
        return await self._summaries.get_summary(order_id)

    async def get_shipment(self, shipment_id: int) -> ShipmentSummary | None:
        return await self._shipments.get_summary(shipment_id)

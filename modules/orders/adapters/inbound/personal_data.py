"""Export of a customer's personal data, in the format of the HTTP API."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import orjson

from modules.orders.adapters.inbound.http.fulfillment.rendering import shipment_bytes
from modules.orders.adapters.inbound.http.orders.rendering import order_bytes
from modules.orders.adapters.inbound.http.refunds.rendering import refund_bytes
from modules.orders.adapters.inbound.http.returns.rendering import return_bytes
from modules.orders.domain.order.order import Order
from modules.orders.ports.fulfillment.returns import ReturnFilter
from modules.orders.ports.fulfillment.shipments import ShipmentFilter
from modules.orders.ports.orders.order_queries import HistoryEntry, OpenQueryScope, OrderFilter
from modules.orders.ports.payments.payment_queries import RefundRecord
from shared.kernel.module import PersonalData
from shared.kernel.paging import iterate_pages


def personal_data(look: OpenQueryScope) -> list[PersonalData]:
    async def orders(user_id: int) -> Any:
        """The customer's orders with refunds and history."""
        exported: list[Any] = []
        async with look() as view:
            async for page in iterate_pages(partial(view.records.list_orders, OrderFilter(customer_id_is=user_id))):
                histories = await view.records.get_histories([order.id for order in page])
                exported += [_exported(order, histories.get(order.id, ())) for order in page]
        return exported

    async def shipments(user_id: int) -> Any:
        async with look() as view:
            found = iterate_pages(partial(view.shipments.list_page, ShipmentFilter(customer_id_is=user_id)))
            return [orjson.loads(shipment_bytes(one)) async for page in found for one in page]

    async def returns(user_id: int) -> Any:
        async with look() as view:
            found = iterate_pages(partial(view.returns.list_page, ReturnFilter(customer_id_is=user_id)))
            return [orjson.loads(return_bytes(one)) async for page in found for one in page]

    return [
        PersonalData("orders", "orders:read", orders),
        PersonalData("shipments", "orders:read", shipments),
        PersonalData("returns", "orders:read", returns),
    ]


def _exported(order: Order, history: Sequence[HistoryEntry]) -> Any:
    refunds = [orjson.loads(refund_bytes(RefundRecord(refund, order.currency))) for refund in order.refunds]
    return {
        **orjson.loads(order_bytes(order, to_owner=True)),
        "refunds": refunds,
        "history": [
            {"at": entry.at, "fact": entry.fact, "status": entry.status, "actor": entry.actor, **entry.detail}
            for entry in history
        ],
    }

"""The resources that order events refer to, in the format of the HTTP API."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

import orjson

from modules.orders.adapters.inbound.http.fulfillment.rendering import shipment_bytes
from modules.orders.adapters.inbound.http.orders.rendering import order_bytes
from modules.orders.adapters.inbound.http.payments.rendering import payment_bytes
from modules.orders.adapters.inbound.http.refunds.rendering import refund_bytes
from modules.orders.adapters.inbound.http.returns.rendering import return_bytes
from modules.orders.domain.order.order import Order
from modules.orders.ports.orders.order_queries import OpenOrderQueries, OpenQueryScope
from modules.orders.ports.payments.payment_queries import RefundRecord
from shared.kernel.module import Describe, Resource

Data = Mapping[str, object]


def resources(read: OpenOrderQueries, look: OpenQueryScope) -> Sequence[Resource]:
    async def describe_shipment(data: Data) -> Mapping[str, object] | None:
        async with look() as view:
            shipment = await view.shipments.get(cast("int", data["shipment_id"]))
        return None if shipment is None else _parsed(shipment_bytes(shipment))

    async def describe_return(data: Data) -> Mapping[str, object] | None:
        async with look() as view:
            found = await view.returns.get(cast("int", data["return_id"]))
        return None if found is None else _parsed(return_bytes(found))

    def described(rendered: Callable[[Order, Data], bytes]) -> Describe:
        async def describe(data: Data) -> Mapping[str, object] | None:
            async with read() as records:
                order = await records.get(cast("int", data["order_id"]))
            return None if order is None else _parsed(rendered(order, data))

        return describe

    return [
        Resource("orders.order.", described(_order)),
        Resource("orders.payment.", described(_payment)),
        Resource("orders.refund.", described(_refund)),
        Resource("orders.shipment.", describe_shipment),
        Resource("orders.return.", describe_return),
    ]


def _order(order: Order, _: Data) -> bytes:
    return order_bytes(order, to_owner=False)


def _payment(order: Order, data: Data) -> bytes:
    return payment_bytes(order.payment(cast("int", data["payment_id"])), to_owner=False)


def _refund(order: Order, data: Data) -> bytes:
    return refund_bytes(RefundRecord(order.refund(cast("int", data["refund_id"])), order.currency))


def _parsed(rendered: bytes) -> Mapping[str, object]:
    return cast("Mapping[str, object]", orjson.loads(rendered))

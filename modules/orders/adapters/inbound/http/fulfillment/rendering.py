"""JSON rendering of shipments, returns and the fulfillment queue."""

import orjson

from modules.orders.application.queries.fulfillment_queries import QueuedOrder
from modules.orders.domain.fulfillment.customer_return import Return
from modules.orders.domain.fulfillment.shipment import Shipment
from shared.infra.http.responses.rendered import created, ok
from shared.kernel.idempotency import StoredResponse

_UTC = orjson.OPT_UTC_Z


def shipment_members(shipment: Shipment) -> dict[str, object]:
    return {
        "id": shipment.id,
        "order_id": shipment.order_id,
        "status": shipment.status.value,
        "location_code": shipment.location_code,
        "items": shipment.items,
        "carrier": shipment.carrier,
        "tracking_number": shipment.tracking_number,
        "created_at": shipment.created_at,
        "updated_at": shipment.updated_at,
        "delivered_at": shipment.delivered_at,
        "version": shipment.version,
    }


def shipment_bytes(shipment: Shipment) -> bytes:
    return orjson.dumps(shipment_members(shipment), option=_UTC)


def shipment_response(shipment: Shipment) -> StoredResponse:
    return ok(shipment_bytes(shipment), shipment.version)


def shipment_created(shipment: Shipment) -> StoredResponse:
    return created(f"/v1/shipments/{shipment.id}", shipment_bytes(shipment), shipment.version)


def return_bytes(asked: Return) -> bytes:
    members = {
        "id": asked.id,
        "order_id": asked.order_id,
        "status": asked.status.value,
        "items": [
            {
                "line_id": item.line_id,
                "quantity": item.quantity,
                "reason": item.reason,
                "received": asked.received_quantity(item.line_id),
            }
            for item in asked.items
        ],
        "arrivals": asked.received_items,
        "refund_id": asked.refund_id,
        "refund_cents": asked.refund_cents,
        "credited_cents": asked.credited_cents,
        "close_reason": asked.close_reason,
        "created_at": asked.created_at,
        "updated_at": asked.updated_at,
        "version": asked.version,
    }
    return orjson.dumps(members, option=_UTC)


def return_response(asked: Return) -> StoredResponse:
    return ok(return_bytes(asked), asked.version)


def return_created(asked: Return) -> StoredResponse:
    return created(f"/v1/returns/{asked.id}", return_bytes(asked), asked.version)


def queued_order_bytes(found: QueuedOrder) -> bytes:
    order = found.order
    address = order.details.shipping_address
    members = {
        "order_id": order.id,
        "placed_at": order.created_at,
        "payment_status": order.payment_status.value,
        "shipping_method": order.shipping.method,
        "country": address.country if address else None,
        "picks": found.picks,
        "waiting": found.waiting,
    }
    return orjson.dumps(members, option=_UTC)

"""JSON rendering of returns."""

import orjson

from modules.orders.domain.fulfillment.customer_return import Return
from shared.infra.http.responses.rendered import created, ok
from shared.kernel.idempotency import StoredResponse

_UTC = orjson.OPT_UTC_Z


def return_bytes(customer_return: Return) -> bytes:
    members = {
        "id": customer_return.id,
        "order_id": customer_return.order_id,
        "status": customer_return.status.value,
        "items": [
            {
                "line_id": item.line_id,
                "quantity": item.quantity,
                "reason": item.reason,
                "received": customer_return.received_quantity(item.line_id),
            }
            for item in customer_return.items
        ],
        "arrivals": customer_return.received_items,
        "refund_id": customer_return.refund_id,
        "refund_cents": customer_return.refund_cents,
        "credited_cents": customer_return.credited_cents,
        "close_reason": customer_return.close_reason,
        "created_at": customer_return.created_at,
        "updated_at": customer_return.updated_at,
        "version": customer_return.version,
    }
    return orjson.dumps(members, option=_UTC)


def return_response(customer_return: Return) -> StoredResponse:
    return ok(return_bytes(customer_return), customer_return.version)


def return_created(customer_return: Return) -> StoredResponse:
    return created(f"/v1/returns/{customer_return.id}", return_bytes(customer_return), customer_return.version)

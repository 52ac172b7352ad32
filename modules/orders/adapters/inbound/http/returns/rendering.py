"""JSON rendering of returns."""

import orjson

from modules.orders.domain.fulfillment.customer_return import Return
from shared.infra.http.responses.rendered import created, ok
from shared.kernel.idempotency import StoredResponse

_UTC = orjson.OPT_UTC_Z


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

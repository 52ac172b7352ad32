"""JSON rendering of shipments."""

import orjson

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

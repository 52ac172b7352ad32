"""JSON rendering of order timelines."""

from collections.abc import Sequence
from dataclasses import asdict

import orjson

from modules.orders.application.queries.get_order_timeline import TimelineItem
from modules.orders.ports.orders.order_queries import HistoryEntry
from modules.orders.ports.orders.order_timeline import StockMovement, TimelineEvent
from shared.infra.http.responses.rendered import ok
from shared.kernel.idempotency import StoredResponse


def timeline_response(items: Sequence[TimelineItem]) -> StoredResponse:
    return ok(orjson.dumps({"items": [_item(item) for item in items]}, option=orjson.OPT_UTC_Z))


def _item(item: TimelineItem) -> dict[str, object]:
    match item:
        case HistoryEntry():
            return {"kind": "state", **asdict(item)}
        case TimelineEvent():
            return _event(item)
        case StockMovement():
            return {**asdict(item), "kind": "stock", "entry_kind": item.kind}


def _event(timeline_event: TimelineEvent) -> dict[str, object]:
    event = timeline_event.event
    return {
        "kind": "event",
        "at": event.occurred_at,
        "id": str(event.id),
        "type": event.type,
        "aggregate_type": event.aggregate_type,
        "sequence": event.sequence,
        "actor": event.actor,
        "request_id": event.correlation_id,
        "causation_id": event.causation_id and str(event.causation_id),
        "data": event.data,
        "deliveries": [asdict(delivery) for delivery in timeline_event.deliveries],
    }

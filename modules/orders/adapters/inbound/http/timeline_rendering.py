"""An order's history as bytes."""

from collections.abc import Sequence

import orjson

from modules.orders.ports.records import Entry
from shared.infra.http.answers import ok
from shared.kernel.idempotency import Answer


def rendered_timeline(entries: Sequence[Entry]) -> Answer:
    items = [
        {
            "sequence": entry.sequence,
            "at": entry.at,
            "kind": "state",
            "fact": entry.fact,
            "status": entry.status,
            "payment_status": entry.payment_status,
            "actor": entry.actor,
            "request_id": entry.request_id,
            "detail": entry.detail,
        }
        for entry in entries
    ]
    return ok(orjson.dumps({"items": items}, option=orjson.OPT_UTC_Z))

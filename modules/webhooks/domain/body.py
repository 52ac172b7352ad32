"""The message body. It is rendered once; every attempt sends the same bytes."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID


def rendered(event_id: UUID, event_type: str, at: datetime, *, sequence: int, data: Mapping[str, object]) -> bytes:
    """The body as UTF-8 JSON. `data` holds JSON types only."""
    body = {
        "id": str(event_id),
        "type": event_type,
        "timestamp": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "sequence": sequence,
        "data": dict(data),
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()

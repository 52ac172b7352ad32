"""What callers see of streams, as documented."""

from datetime import datetime
from typing import Any

from pydantic import Field

from shared.infra.http.requests.fields import OutModel

_EXAMPLE = """\
retry: 2000

: heartbeat
id: 4b9aXo

event: orders.order.confirmed
data: {"specversion":"1.0","type":"orders.order.confirmed","subject":"order:7","sequence":2}
id: 7Qk2Lw

"""
STREAM: dict[str, Any] = {
    "description": (
        "Server-Sent Events, until the caller leaves or may no longer see the orders. `event` is an event's type, "
        "`data` its JSON as `GET /v1/events` lists it, `id` what to send as `Last-Event-ID` to go on after it. "
        "A comment comes at least every 15 seconds."
    ),
    "content": {"text/event-stream": {"example": _EXAMPLE}},
}


class TicketOut(OutModel):
    ticket: str = Field(description="Send it as `?ticket=`.")
    expires_at: datetime

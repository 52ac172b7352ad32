"""Documented responses of streams."""

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
        "Server-Sent Events, until the client disconnects or loses access to the orders. `event` is the type of the "
        "event, `data` its JSON as in `GET /v1/events`, and `id` the value of `Last-Event-ID` to continue after it. "
        "A comment is sent at least every 15 seconds."
    ),
    "content": {"text/event-stream": {"example": _EXAMPLE}},
}


class StreamTicketOut(OutModel):
    """A ticket that opens one stream."""

    ticket: str = Field(description="Value of the query parameter `ticket`.")
    expires_at: datetime

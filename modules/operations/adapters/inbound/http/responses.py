"""The event as the API document shows it."""

from pydantic import Field

from shared.infra.http.streams import event_items


class EventOut(event_items.EventOut):
    """An event with the attributes of CloudEvents 1.0 and those of this shop."""

    source: str = Field(description="The module that published the event.", examples=["/orders"])
    type: str = Field(examples=["orders.order.placed"])
    subject: str = Field(examples=["order:7"])

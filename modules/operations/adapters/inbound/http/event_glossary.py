"""Fields of events."""

from shared.infra.http.openapi.glossary import GlossaryEntry
from shared.infra.http.openapi.shared_fields import TIME

_EVENT = "0198a1f0-7c1e-7d3a-9b52-3f1c2a4d5e6f"

EVENTS = {
    "EventOut.id": GlossaryEntry("The event's id, a UUIDv7.", _EVENT),
    "TimelineEventOut.id": GlossaryEntry("The event's id, a UUIDv7.", _EVENT),
    "event_id": GlossaryEntry("The event's id; it is the same in every attempt and redelivery.", _EVENT),
    "specversion": GlossaryEntry("The CloudEvents version.", "1.0", 8),
    "source": GlossaryEntry("The module that published the event.", "/orders", 64),
    "type": GlossaryEntry("The event type: `<module>.<aggregate>.<fact>`.", "orders.order.confirmed", 100),
    "event_type": GlossaryEntry("The event type: `<module>.<aggregate>.<fact>`.", "orders.order.confirmed", 100),
    "subject": GlossaryEntry("What the event is about: kind and id.", "order:1042", 200),
    "time": GlossaryEntry("The same as `occurred_at`.", TIME),
    "occurred_at": GlossaryEntry("When the event occurred.", TIME),
    "datacontenttype": GlossaryEntry("Media type of `data`.", "application/json", 64),
    "schema_version": GlossaryEntry("Version of the schema of `data`.", 1),
    "aggregate_type": GlossaryEntry("Kind of the object that changed.", "order", 100),
    "aggregate_id": GlossaryEntry("Id of the object that changed.", "1042", 100),
    "sequence": GlossaryEntry("Sequence number of the event within its aggregate, from 1 without gaps.", 2),
    "correlation_id": GlossaryEntry(
        "Id of the request that led to the event.", "9f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5", 128
    ),
    "causation_id": GlossaryEntry("Id of the event that led to this event.", None),
    "data": GlossaryEntry("Ids, states and amounts; no personal data.", {"order_id": 1042, "status": "confirmed"}),
    "types": GlossaryEntry(
        "Event types, separated by commas; `orders.*` matches all types of the module.", ["orders.*"]
    ),
    "after": GlossaryEntry("`next_cursor` of the previous page.", "eyJ2IjoxLCJhIjpbMTA0Ml19.c2ln"),
}

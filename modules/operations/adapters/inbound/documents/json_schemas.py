"""JSON Schemas of event data, one for each event type, and their index."""

from collections.abc import Callable, Mapping, Sequence

from modules.operations.domain.schemas import DIALECT, EventSchema

INDEX = "/api/events"
Documents = Mapping[str, Callable[[], Mapping[str, object]]]
"""A function that builds the document, by the path at which the document is served."""


def address(event: EventSchema) -> str:
    """The path of the schema, which is also its `$id`."""
    return f"{INDEX}/{event.type}.json"


def document(event: EventSchema) -> Mapping[str, object]:
    """The schema of the event's `data` as a standalone document."""
    return {
        "$schema": DIALECT,
        "$id": address(event),
        "title": event.type,
        "description": event.description,
        **event.schema,
    }


def index(events: Sequence[EventSchema]) -> Mapping[str, object]:
    return {
        "items": [
            {
                "type": event.type,
                "schema_version": event.schema_version,
                "aggregate_type": event.aggregate_type,
                "description": event.description,
                "schema": document(event),
            }
            for event in events
        ]
    }

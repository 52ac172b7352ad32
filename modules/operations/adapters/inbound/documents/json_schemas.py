"""JSON Schemas of what events carry, one for each type, and their index."""

from collections.abc import Mapping, Sequence

from modules.operations.domain.schemas import DIALECT, Published

INDEX = "/api/events"


def address(event: Published) -> str:
    """Where the schema is served, which is also its name."""
    return f"{INDEX}/{event.type}.json"


def document(event: Published) -> Mapping[str, object]:
    """The schema of the event's `data`, as a document of its own."""
    return {
        "$schema": DIALECT,
        "$id": address(event),
        "title": event.type,
        "description": event.description,
        **event.schema,
    }


def index(events: Sequence[Published]) -> Mapping[str, object]:
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

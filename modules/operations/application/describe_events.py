"""Describe the published event types."""

from collections.abc import Sequence

from modules.operations.domain.schemas import EventSchema, describe_event
from shared.kernel.events import Event


class DescribeEvents:
    def __init__(self, events: Sequence[type[Event]]) -> None:
        self._events = events

    def __call__(self) -> Sequence[EventSchema]:
        """Return every event type, sorted by name. Raises TypeError for a field that has no JSON Schema."""
        return sorted((describe_event(event) for event in self._events), key=lambda one: one.type)

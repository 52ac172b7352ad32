"""Tell what is published, without anything having happened."""

from collections.abc import Sequence

from modules.operations.domain.schemas import Published, published
from shared.kernel.events import Event


class DescribeEvents:
    def __init__(self, events: Sequence[type[Event]]) -> None:
        self._events = events

    def __call__(self) -> Sequence[Published]:
        """Every type of event, by name. Raises TypeError where one cannot be described."""
        return sorted((published(event) for event in self._events), key=lambda one: one.type)

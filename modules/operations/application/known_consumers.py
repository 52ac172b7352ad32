"""The existing consumers and event types."""

from collections.abc import Sequence

from modules.operations.domain.dead_letter import DeadLetterFilter
from shared.kernel.events import Event
from shared.kernel.module import Consumer
from shared.kernel.values.known_values import require_known


class KnownConsumers:
    def __init__(self, events: Sequence[type[Event]], consumers: Sequence[Consumer]) -> None:
        self._types = frozenset(event.type for event in events)
        self._consumers = frozenset(each.name for each in consumers)

    def check(self, where: DeadLetterFilter, place: str = "") -> None:
        """Raise Invalid at `{place}/consumer` or `{place}/type` for one that does not exist."""
        require_known(
            [
                (f"{place}/consumer", where.consumer, self._consumers, "consumer"),
                (f"{place}/type", where.event_type, self._types, "type of events"),
            ]
        )

"""Gauges of the operations module."""

from collections.abc import Sequence

from modules.operations.ports.delivery_backlog import DeliveryBacklogQueries
from shared.kernel.module import Gauge


def gauges(backlog: DeliveryBacklogQueries) -> Sequence[Gauge]:
    return [
        Gauge(
            "outbox_deliveries", "Deliveries not done, counted up to 10,000.", backlog.count_open_deliveries, "consumer"
        ),
        Gauge(
            "outbox_oldest_seconds",
            "Seconds since the oldest open delivery was due.",
            backlog.get_oldest_due_seconds,
            "consumer",
        ),
        Gauge(
            "dead_letters", "Dead letters that were neither replayed nor discarded.", backlog.dead_letters, "consumer"
        ),
    ]

"""Gauges of the operations module."""

from collections.abc import Sequence

from modules.operations.ports.delivery_backlog import DeliveryBacklogQueries
from shared.kernel.module import Gauge


def gauges(backlog: DeliveryBacklogQueries) -> Sequence[Gauge]:
    return [
        Gauge(
            "outbox_deliveries",
            help="Deliveries not done, counted up to 10,000.",
            read=backlog.count_open_deliveries,
            label="consumer",
        ),
        Gauge(
            "outbox_oldest_seconds",
            help="Seconds since the oldest open delivery was due.",
            read=backlog.get_oldest_due_seconds,
            label="consumer",
        ),
        Gauge(
            "dead_letters",
            help="Dead letters that were neither replayed nor discarded.",
            read=backlog.dead_letters,
            label="consumer",
        ),
    ]

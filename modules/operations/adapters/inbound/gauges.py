"""Figures of this module among the metrics."""

from collections.abc import Sequence

from modules.operations.ports.lag import Lag
from shared.kernel.module import Gauge


def gauges(lag: Lag) -> Sequence[Gauge]:
    return [
        Gauge("outbox_deliveries", "Deliveries not done, counted to 10,000.", lag.open_deliveries, "consumer"),
        Gauge(
            "outbox_oldest_seconds",
            "How long the delivery due the longest has been so.",
            lag.oldest_seconds,
            "consumer",
        ),
        Gauge("dead_letters", "Deliveries given up, neither replayed nor discarded.", lag.dead_letters, "consumer"),
    ]

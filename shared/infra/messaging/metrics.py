"""Metrics of the queue."""

from collections.abc import Sequence
from datetime import datetime

from prometheus_client import Counter, Histogram

from shared.kernel.deliveries import Attempt, DeadLettered, Finished, Succeeded

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_LAGS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 3600)

RELAYED = Counter("tradepost_relay_deliveries", "Deliveries sent to the workers.")
RELAY_FAILURES = Counter("tradepost_relay_failures", "Rounds of a relay that failed.")

_DELIVERIES = Counter(
    "tradepost_deliveries", "Delivery attempts by outcome: done, retried or dead_lettered.", ["consumer", "outcome"]
)
_MESSAGE = Histogram(
    "tradepost_delivery_seconds", "Time for the deliveries of one message.", ["consumer"], buckets=_SECONDS
)
_LAG = Histogram("tradepost_delivery_lag_seconds", "From the event to its effect.", ["consumer"], buckets=_LAGS)


class ConsumerMetrics:
    """Rate, errors, duration and lag of one consumer."""

    def __init__(self, consumer: str) -> None:
        self._outcomes = {
            Succeeded: _DELIVERIES.labels(consumer, "done"),
            DeadLettered: _DELIVERIES.labels(consumer, "dead_lettered"),
        }
        self._retried = _DELIVERIES.labels(consumer, "retried")
        self._seconds = _MESSAGE.labels(consumer)
        self._lag = _LAG.labels(consumer)

    def observe(self, attempts: Sequence[Attempt], finished: Sequence[Finished], at: datetime, seconds: float) -> None:
        """Count the outcomes of a message's deliveries at `at`, by the database's clock."""
        self._seconds.observe(seconds)
        occurred = {attempt.event_id: attempt.event.occurred_at for attempt in attempts}
        for outcome in finished:
            self._outcomes.get(type(outcome), self._retried).inc()
            if isinstance(outcome, Succeeded):
                self._lag.observe((at - occurred[outcome.event_id]).total_seconds())

"""Metrics of the database."""

from collections import Counter as Number
from collections.abc import Iterable
from functools import cache

from prometheus_client import Counter, Gauge

POOL_SIZE = Gauge(
    "tradepost_db_pool_size", "Database connections that may be open.", ["process"], multiprocess_mode="livesum"
)
POOL = Gauge(
    "tradepost_db_pool_connections",
    "Database connections that are open: in_use or idle.",
    ["process", "state"],
    multiprocess_mode="livesum",
)
POOL_WAITING = Gauge(
    "tradepost_db_pool_waiting",
    "Callers that wait for a database connection.",
    ["process"],
    multiprocess_mode="livesum",
)
POOL_TIMEOUTS = Counter("tradepost_db_pool_timeouts", "Callers that timed out waiting for a database connection.")

_EVENTS = Counter("tradepost_events", "Events recorded and committed, by their type.", ["type"])


def count_events(types: Iterable[str]) -> None:
    """Count events that have been committed."""
    for type_, number in Number(types).items():
        _events(type_).inc(number)


@cache
def _events(type_: str) -> Counter:
    return _EVENTS.labels(type_)

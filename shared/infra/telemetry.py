"""Prometheus metrics. With PROMETHEUS_MULTIPROC_DIR set, the processes of one host are added up."""

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class HttpMetrics:
    """Rate, errors and duration of requests, by method, route template and status."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "tradepost_http_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "tradepost_http_request_seconds",
            "Time to the whole answer.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=registry,
        )
        # Looking a child up by its labels costs more than counting; routes and statuses are few.
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request; a `status` of 0 was never answered."""
        known = self._children.get((method, route, status))
        if known is None:
            verb = method if method in _METHODS else "OTHER"
            known = (self._requests.labels(verb, route, status), self._seconds.labels(verb, route))
            self._children[verb, route, status] = known
        known[0].inc()
        known[1].observe(seconds)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

HTTP = HttpMetrics(REGISTRY)
RATE_LIMIT_FALLBACKS = Counter(
    "tradepost_rate_limit_fallbacks", "Requests counted in the process because Redis was away."
)

DOCTOR_VIOLATIONS = Gauge(
    "tradepost_doctor_violations",
    "What the daily doctor found that breaks a promise.",
    ["check"],
    multiprocess_mode="mostrecent",
)
DOCTOR_RAN = Gauge(
    "tradepost_doctor_ran_timestamp_seconds", "When the daily doctor ran last.", multiprocess_mode="mostrecent"
)


def exposition() -> bytes:
    """All metrics in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)

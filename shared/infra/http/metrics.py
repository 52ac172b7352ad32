"""Metrics of HTTP requests."""

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class HttpMetrics:
    """Rate, errors and duration of requests by method, route template and status; number of running requests."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.under_way = 0
        self._requests = Counter(
            "tradepost_http_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "tradepost_http_request_seconds",
            "Time until the response is complete; without streams.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=registry,
        )
        # Children are cached, because looking one up by its labels costs more than counting; there are few of them.
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def observe(self, method: str, route: str, status: int, seconds: float | None) -> None:
        """Count one request. A `status` of 0 means no response; `seconds` is None for a stream."""
        known = self._children.get((method, route, status))
        if known is None:
            verb = method if method in METHODS else "OTHER"
            known = (self._requests.labels(verb, route, status), self._seconds.labels(verb, route))
            self._children[verb, route, status] = known
        known[0].inc()
        if seconds is not None:
            known[1].observe(seconds)


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

HTTP = HttpMetrics(REGISTRY)
UNDER_WAY = Gauge("tradepost_http_requests_in_flight", "Requests that are being answered.", multiprocess_mode="livesum")
STREAMS = Gauge("tradepost_http_streams_open", "Event streams that are open.", multiprocess_mode="livesum")
REFUSALS = Counter("tradepost_http_refusals", "Requests refused, by the problem's code.", ["code"])
REPLAYS = Counter("tradepost_http_idempotent_replays", "Requests answered with a stored response.")
RATE_LIMITED = Counter("tradepost_rate_limited", "Requests refused by a rate limit, by its policy.", ["policy"])

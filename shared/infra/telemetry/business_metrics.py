"""Business metrics: gauges that modules register, read from the data when metrics are scraped."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from time import monotonic

import structlog
from prometheus_client.core import GaugeMetricFamily, Metric

from shared.kernel.module import Gauge
from shared.kernel.transaction import Transaction

BeginRead = Callable[[], AbstractAsyncContextManager[Transaction]]
"""Opens a transaction for reading with a short statement timeout."""

PREFIX = "tradepost_"
UP = (f"{PREFIX}business_metric_up", "Whether the metric could be read from the data.", ("metric",))

CACHE_SECONDS = 5.0
"""How long read values are cached, however often metrics are scraped."""

READ_TIMEOUT_SECONDS = 2.0
"""Time limit for reading all metrics."""

_log = structlog.get_logger("tradepost.telemetry")


class BusinessMetrics:
    """Never fails: a metric that cannot be read is omitted, and `tradepost_business_metric_up` is 0 for it."""

    def __init__(
        self,
        gauges: Sequence[Gauge],
        begin: BeginRead,
        cache_seconds: float = CACHE_SECONDS,
        timeout_seconds: float = READ_TIMEOUT_SECONDS,
    ) -> None:
        self._gauges = gauges
        self._begin = begin
        self._cache_seconds = cache_seconds
        self._timeout_seconds = timeout_seconds
        self._read: list[Metric] = []
        self._stale_at = 0.0
        self._reading = asyncio.Lock()

    async def read(self) -> Sequence[Metric]:
        async with self._reading:
            if monotonic() >= self._stale_at:
                self._read = await self._read_all()
                self._stale_at = monotonic() + self._cache_seconds
            return self._read

    async def _read_all(self) -> list[Metric]:
        up = family_of(*UP)
        metrics: list[Metric] = [up]
        until = monotonic() + self._timeout_seconds
        failures: dict[str, str] = {}
        for gauge in self._gauges:
            try:
                async with asyncio.timeout(until - monotonic()), self._begin() as tx:
                    values = await gauge.read(tx)
            except Exception as error:
                failures[gauge.name] = type(error).__name__
            else:
                metrics.append(_family(gauge, values))
            up.add_metric([gauge.name], gauge.name not in failures)
        if failures:
            _log.warning("metric not read", causes=failures)
        return metrics


def family_of(name: str, help_: str, labels: Sequence[str]) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help_, labels=labels)


def _family(gauge: Gauge, values: Mapping[str, float]) -> Metric:
    family = family_of(PREFIX + gauge.name, gauge.help, [gauge.label] if gauge.label else [])
    for value_of, value in values.items():
        family.add_metric([value_of] if gauge.label else [], value)
    return family

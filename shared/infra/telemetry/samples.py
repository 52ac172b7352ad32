"""Samples the gauges of this process periodically."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog
from prometheus_client import Gauge

from shared.kernel.module import Stop

INTERVAL_SECONDS = 2.0

_log = structlog.get_logger("tradepost.telemetry")


class GaugeSampler:
    """Each process writes its gauges periodically, because `/metrics` only reads what processes have written."""

    def __init__(self) -> None:
        self._readings: list[tuple[Gauge, Callable[[], float]]] = []

    def watch(self, gauge: Gauge, read: Callable[[], float]) -> None:
        """Have the gauge set to what `read` gives at every sample."""
        self._readings.append((gauge, read))

    def take(self) -> None:
        for gauge, read in self._readings:
            gauge.set(read())

    async def run(self, stop: Stop) -> None:
        """Take samples until stopped."""
        while not stop.is_set():
            try:
                self.take()
            except OSError as error:
                # A failing metric must not stop the process.
                _log.warning("not sampled", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), INTERVAL_SECONDS)

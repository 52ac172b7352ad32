"""Gauges of one process that are looked at now and then, so that nothing is paid for them in between."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog
from prometheus_client import Gauge

from shared.kernel.module import Stop

INTERVAL_SECONDS = 2.0

_log = structlog.get_logger("tradepost.telemetry")


class GaugeSampler:
    """Whoever is asked for metrics can tell only what other processes have written down: each does, every so often."""

    def __init__(self) -> None:
        self._readings: list[tuple[Gauge, Callable[[], float]]] = []

    def watch(self, gauge: Gauge, read: Callable[[], float]) -> None:
        """Have the gauge set to what `read` gives at every sample."""
        self._readings.append((gauge, read))

    def take(self) -> None:
        for gauge, read in self._readings:
            gauge.set(read())

    async def run(self, stop: Stop) -> None:
        """Take samples until told to stop."""
        while not stop.is_set():
            try:
                self.take()
            except OSError as error:
                # What is measured ends nobody who works.
                _log.warning("not sampled", cause=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), INTERVAL_SECONDS)

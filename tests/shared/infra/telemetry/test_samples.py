"""Gauges that are set at intervals."""

import asyncio

from prometheus_client import CollectorRegistry, Gauge
from structlog.testing import capture_logs

from shared.infra.telemetry.samples import GaugeSampler


async def test_a_gauge_that_cannot_be_read_is_logged_with_its_error() -> None:
    def fail() -> float:
        stop.set()
        raise FileNotFoundError

    stop, sampler = asyncio.Event(), GaugeSampler()
    sampler.watch(Gauge("apples", "Apples.", registry=CollectorRegistry()), fail)
    with capture_logs() as lines:
        await sampler.run(stop)
    assert [(line["event"], line["error"]) for line in lines] == [("not sampled", "FileNotFoundError")]

"""Metrics of a process and the exposition of all metrics."""

import resource
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from prometheus_client import Gauge

from shared.infra.batching import WAITING, RequestBatcher
from shared.infra.http.metrics import HTTP, STREAMS, UNDER_WAY
from shared.infra.http.streams.event_stream import OpenStreams
from shared.infra.sql.bounded import bounded_snapshots
from shared.infra.sql.database import Database
from shared.infra.sql.metrics import POOL, POOL_SIZE, POOL_WAITING
from shared.infra.telemetry.business_metrics import BusinessMetrics
from shared.infra.telemetry.exposition import Exposition
from shared.infra.telemetry.samples import GaugeSampler
from shared.kernel import module as kernel

FIGURE_MILLISECONDS = 1000
"""Timeout of a business metric's query; a metric that takes longer is omitted."""

PROCESSES = Gauge("tradepost_processes", "Processes that run.", ["process"], multiprocess_mode="livesum")
MEMORY = Gauge("tradepost_process_resident_memory_bytes", "Memory in use.", ["process"], multiprocess_mode="livesum")
STARTED = Gauge(
    "tradepost_process_start_timestamp_seconds",
    "When the youngest of the processes started.",
    ["process"],
    multiprocess_mode="livemax",
)
_PAGE = resource.getpagesize()


def samples(name: str, database: Database, batcher: RequestBatcher[Any, Any], streams: OpenStreams) -> GaugeSampler:
    """The gauges of the named process (`tradepost-worker`)."""
    process = name.removeprefix("tradepost-")
    sampled, started = GaugeSampler(), time.time()
    sampled.watch(PROCESSES.labels(process), lambda: 1)
    sampled.watch(MEMORY.labels(process), _resident_bytes)
    sampled.watch(STARTED.labels(process), lambda: started)
    sampled.watch(POOL_SIZE.labels(process), lambda: database.pool_size)
    sampled.watch(POOL.labels(process, "in_use"), lambda: database.pool_in_use)
    sampled.watch(POOL.labels(process, "idle"), lambda: database.pool_idle)
    sampled.watch(POOL_WAITING.labels(process), lambda: database.pool_waiting)
    sampled.watch(UNDER_WAY, lambda: HTTP.under_way)
    sampled.watch(STREAMS, lambda: streams.open)
    sampled.watch(WAITING, lambda: batcher.waiting)
    return sampled


def exposition(sampled: GaugeSampler, gauges: Sequence[kernel.Gauge], database: Database) -> Exposition:
    """The response of this process's `/metrics`."""
    figures = BusinessMetrics(gauges, bounded_snapshots(database, FIGURE_MILLISECONDS))
    return Exposition(version("tradepost"), sampled, figures)


def _resident_bytes() -> float:
    """Resident memory of this process; 0 if the system does not report it."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0

"""What a process writes down of itself, and what it tells whoever asks for metrics."""

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
from shared.infra.telemetry.exposition import Exposition
from shared.infra.telemetry.figures import BusinessMetrics
from shared.infra.telemetry.samples import GaugeSampler
from shared.kernel import module as kernel

FIGURE_MILLISECONDS = 1000
"""For one of the shop's figures; what takes longer is left out rather than waited for."""

PROCESSES = Gauge("tradepost_processes", "Processes that run.", ["process"], multiprocess_mode="livesum")
MEMORY = Gauge("tradepost_process_resident_memory_bytes", "Memory in use.", ["process"], multiprocess_mode="livesum")
STARTED = Gauge(
    "tradepost_process_start_timestamp_seconds",
    "When the youngest of the processes started.",
    ["process"],
    multiprocess_mode="livemax",
)
_PAGE = resource.getpagesize()


def samples(name: str, database: Database, collector: RequestBatcher[Any, Any], streams: OpenStreams) -> GaugeSampler:
    """The gauges of the process of that name (`tradepost-worker`)."""
    process = name.removeprefix("tradepost-")
    taken, began = GaugeSampler(), time.time()
    taken.watch(PROCESSES.labels(process), lambda: 1)
    taken.watch(MEMORY.labels(process), _resident_bytes)
    taken.watch(STARTED.labels(process), lambda: began)
    taken.watch(POOL_SIZE.labels(process), lambda: database.pool_size)
    taken.watch(POOL.labels(process, "in_use"), lambda: database.pool_in_use)
    taken.watch(POOL.labels(process, "idle"), lambda: database.pool_idle)
    taken.watch(POOL_WAITING.labels(process), lambda: database.pool_waiting)
    taken.watch(UNDER_WAY, lambda: HTTP.under_way)
    taken.watch(STREAMS, lambda: streams.open)
    taken.watch(WAITING, lambda: collector.waiting)
    return taken


def exposition(taken: GaugeSampler, gauges: Sequence[kernel.Gauge], database: Database) -> Exposition:
    """What `/metrics` of this process answers."""
    figures = BusinessMetrics(gauges, bounded_snapshots(database, FIGURE_MILLISECONDS))
    return Exposition(version("tradepost"), taken, figures)


def _resident_bytes() -> float:
    """Of this process; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0

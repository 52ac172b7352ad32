"""Metrics of every process."""

import resource
import time
from pathlib import Path

from prometheus_client import Gauge

from shared.infra.sql.database import Database
from shared.infra.sql.metrics import POOL, POOL_SIZE, POOL_WAITING
from shared.infra.telemetry.samples import GaugeSampler

PROCESSES = Gauge("tradepost_processes", "Processes that run.", ["process"], multiprocess_mode="livesum")
MEMORY = Gauge("tradepost_process_resident_memory_bytes", "Memory in use.", ["process"], multiprocess_mode="livesum")
STARTED = Gauge(
    "tradepost_process_start_timestamp_seconds",
    "When the youngest of the processes started.",
    ["process"],
    multiprocess_mode="livemax",
)
_PAGE = resource.getpagesize()


def samples(name: str, database: Database) -> GaugeSampler:
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
    return sampled


def _resident_bytes() -> float:
    """Resident memory of this process; 0 if the system does not report it."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0

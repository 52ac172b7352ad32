"""Prometheus metrics in text format. With PROMETHEUS_MULTIPROC_DIR set, the processes of one host are added up."""

import asyncio
import os
import platform
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from shared.infra.telemetry.business_metrics import BusinessMetrics, family_of
from shared.infra.telemetry.samples import GaugeSampler

BUILD_INFO = ("tradepost_build_info", "Which program this is.", ("version", "python"))
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Exposition:
    """The content of `/metrics`: process counters, sampled gauges and business metrics.

    `own_process` leaves out the other processes that share the folder: a scrape of each of them counts none twice.
    """

    def __init__(
        self,
        version: str,
        samples: GaugeSampler | None = None,
        figures: BusinessMetrics | None = None,
        *,
        own_process: bool = False,
    ) -> None:
        self._version = version
        self._own_process = own_process
        self._samples = samples or GaugeSampler()
        self._figures = figures

    async def __call__(self) -> bytes:
        """All metrics in Prometheus' text format. Without the database only the business figures are missing."""
        self._samples.take()
        figures = await self._figures.read() if self._figures else []
        counters = await asyncio.to_thread(render_counters, own_process=self._own_process)
        return counters + _text([_build(self._version), *figures])


def render_counters(*, own_process: bool = False) -> bytes:
    """What this process has counted, or all processes that share the folder."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder is None:
        return generate_latest(REGISTRY)
    _remove_dead_processes(Path(folder))
    files = _non_empty_files(Path(folder), f"*_{os.getpid()}.db" if own_process else "*.db")
    return _text(MultiProcessCollector.merge(files))  # type: ignore[no-untyped-call]  # not annotated


def _non_empty_files(folder: Path, pattern: str) -> list[str]:
    """The files of the folder that hold anything: one of a process that begins, or was killed then, is empty."""
    found = []
    for file in folder.glob(pattern):
        with suppress(FileNotFoundError):  # removed meanwhile with its process
            if file.stat().st_size:
                found.append(str(file))
    return found


def _remove_dead_processes(folder: Path) -> None:
    """Remove what ended processes were measured at; what they counted stays, or counters would go back.

    A killed process cannot do it itself, and its successor has another pid.
    """
    for file in folder.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not _is_alive(pid):
            with suppress(FileNotFoundError):  # another process, asked at the same time, was faster
                mark_process_dead(pid)  # type: ignore[no-untyped-call]  # not annotated


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _build(version: str) -> Metric:
    family = family_of(*BUILD_INFO)
    family.add_metric([version, platform.python_version()], 1)
    return family


class _StaticCollector(Collector):
    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _text(metrics: Iterable[Metric]) -> bytes:
    registry = CollectorRegistry()
    registry.register(_StaticCollector(metrics))
    return generate_latest(registry)

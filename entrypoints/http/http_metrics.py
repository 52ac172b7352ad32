"""Metrics of the API process, and the exposition of all metrics."""

from collections.abc import Sequence
from importlib.metadata import version

from shared.infra.batching import WAITING, waiting_commands
from shared.infra.http.metrics import HTTP, STREAMS, UNDER_WAY
from shared.infra.http.streams.event_stream import OpenStreams
from shared.infra.sql.database import Database
from shared.infra.sql.statement_timeout import bounded_snapshots
from shared.infra.telemetry.business_metrics import BusinessMetrics
from shared.infra.telemetry.exposition import Exposition
from shared.infra.telemetry.samples import GaugeSampler
from shared.kernel.module import Gauge

FIGURE_MILLISECONDS = 1000
"""Timeout of a business metric's query; a metric that takes longer is omitted."""


def watch_http(sampled: GaugeSampler, streams: OpenStreams) -> GaugeSampler:
    """Add the gauges of HTTP requests to those of the process."""
    sampled.watch(UNDER_WAY, lambda: HTTP.under_way)
    sampled.watch(STREAMS, lambda: streams.open)
    sampled.watch(WAITING, waiting_commands)
    return sampled


def exposition(sampled: GaugeSampler, gauges: Sequence[Gauge], database: Database) -> Exposition:
    """The response of this process's `/metrics`."""
    figures = BusinessMetrics(gauges, bounded_snapshots(database, FIGURE_MILLISECONDS))
    return Exposition(version("tradepost"), sampled, figures)

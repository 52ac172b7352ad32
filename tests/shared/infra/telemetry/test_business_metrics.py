"""Figures that are read from the data: seldom, in time, and never at the price of the rest."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from prometheus_client.core import Metric
from structlog.testing import capture_logs

from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.infra.sql.statement_timeout import bounded_snapshots
from shared.infra.sql.transaction import sql
from shared.infra.telemetry.business_metrics import BusinessMetrics
from shared.kernel.module import Gauge
from shared.kernel.transaction import Transaction


@asynccontextmanager
async def nowhere() -> AsyncIterator[Transaction]:
    yield None  # type: ignore[misc]  # these figures do not look at it


class Orchard:
    """Counts its apples, and how often it had to."""

    def __init__(self, *, broken: bool = False, slow: bool = False) -> None:
        self.asked = 0
        self._broken = broken
        self._slow = slow

    async def apples(self, _tx: Transaction) -> Mapping[str, float]:
        self.asked += 1
        await asyncio.sleep(60 if self._slow else 0)
        if self._broken:
            raise RuntimeError("rain")
        return {"ripe": 3, "green": 4}


def values(metrics: list[Metric], name: str) -> dict[str, float]:
    """The values of one metric, by the value of its only label."""
    (metric,) = [one for one in metrics if one.name == name]
    return {"".join(sample.labels.values()): sample.value for sample in metric.samples}


def apples(orchard: Orchard) -> Gauge:
    return Gauge("apples", help="Apples.", read=orchard.apples, label="state")


async def test_every_value_has_its_label() -> None:
    read = [*await BusinessMetrics([apples(Orchard())], nowhere).read()]
    assert values(read, "tradepost_apples") == {"ripe": 3, "green": 4}
    assert values(read, "tradepost_business_metric_up") == {"apples": 1}


async def test_concurrent_scrapes_share_one_query() -> None:
    orchard = Orchard()
    figures = BusinessMetrics([apples(orchard)], nowhere)
    await asyncio.gather(*(figures.read() for _ in range(20)))
    await figures.read()
    assert orchard.asked == 1
    fresh = BusinessMetrics([apples(orchard)], nowhere, cache_seconds=0)
    await fresh.read()
    await fresh.read()
    assert orchard.asked == 3


async def test_a_failed_or_slow_gauge_is_omitted_and_reported() -> None:
    gauges = [
        apples(Orchard()),
        Gauge("pears", help="Pears.", read=Orchard(broken=True).apples, label="state"),
        Gauge("plums", help="Plums.", read=Orchard(slow=True).apples, label="state"),
    ]
    with capture_logs() as lines:
        read = [*await BusinessMetrics(gauges, nowhere, timeout_seconds=0.2).read()]
    assert {metric.name for metric in read} == {"tradepost_business_metric_up", "tradepost_apples"}
    assert values(read, "tradepost_business_metric_up") == {"apples": 1, "pears": 0, "plums": 0}
    assert lines[0]["event"] == "metric not read"
    assert lines[0]["causes"] == {"pears": "RuntimeError", "plums": "TimeoutError"}


async def test_without_a_database_metrics_are_served() -> None:
    away = Database("postgresql://unknown@127.0.0.1:1/none", {}, outbox=Outbox)
    with capture_logs():
        read = [*await BusinessMetrics([apples(Orchard())], bounded_snapshots(away, 1000)).read()]
    assert values(read, "tradepost_business_metric_up") == {"apples": 0}
    await away.close()


async def test_a_slow_statement_is_cancelled_by_the_database(database_url: str) -> None:
    db = Database(database_url, {}, pool_size=2, outbox=Outbox)

    async def sleep(tx: Transaction) -> Mapping[str, float]:
        await sql(tx).fetch("SELECT pg_sleep(60)")
        return {"": 1}

    async def hours(tx: Transaction) -> Mapping[str, float]:
        await sql(tx).fetch("SELECT pg_sleep(0)")
        return {"": 8}

    gauges = [Gauge("naps", help="Naps.", read=sleep), Gauge("hours", help="Hours.", read=hours)]
    with capture_logs() as lines:
        read = [*await BusinessMetrics(gauges, bounded_snapshots(db, 50), timeout_seconds=30).read()]
    assert values(read, "tradepost_business_metric_up") == {"naps": 0, "hours": 1}
    assert values(read, "tradepost_hours") == {"": 8}
    assert lines[0]["causes"] == {"naps": "Unavailable"}
    await db.close()

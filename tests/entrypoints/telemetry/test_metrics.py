"""Metrics of a shop in operation."""

from datetime import timedelta

import httpx2
from structlog.testing import capture_logs

from entrypoints.api_program import ApiProgram
from entrypoints.processes.scheduler import Scheduler
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.ports import Capacity
from shared.infra.messaging.relay import Relay
from shared.infra.sql.job_lock import JobLock
from shared.kernel.module import Job
from tests.entrypoints.journeys.test_storefront_cache import work
from tests.entrypoints.telemetry.metric_values import MetricIncrease
from tests.entrypoints.telemetry.orders import order


async def test_a_failed_delivery_is_counted_as_retried(program: ApiProgram, shop: httpx2.AsyncClient) -> None:
    increase = MetricIncrease()
    box = program.settings().mail_folder
    box.write_text("in the way of the mailbox")
    await shop.post("/v1/orders", json={**order(), "payment": {"method": "manual"}})
    with capture_logs() as lines:
        await work(program)
    assert [line["event"] for line in lines] == ["delivery failed"]
    assert increase("deliveries_total", consumer="notifications.order_confirmed", outcome="retried") == 1
    assert increase("deliveries_total", consumer="notifications.order_confirmed", outcome="done") == 0


async def test_refused_stock_is_counted_by_orders_and_by_units(shop: httpx2.AsyncClient) -> None:
    increase = MetricIncrease()
    for quantity in (7, 9):
        refused = await shop.post("/v1/orders", json=order(quantity))
        assert refused.json()["code"] == "insufficient_stock"
    assert increase("stock_refusals_total") == 2
    assert increase("stock_refused_units_total") == (7 - 5) + (9 - 5)
    assert increase("http_refusals_total", code="insufficient_stock") == 2


async def test_runs_of_jobs_are_counted_by_how_they_end(program: ApiProgram) -> None:
    increase = MetricIncrease()

    async def sound() -> None: ...

    async def broken() -> None:
        raise RuntimeError("not today")

    scheduler = Scheduler([], JobLock(program.database()))
    with capture_logs():
        for _ in range(2):  # the second finds the turn done
            await scheduler.once(Job("test.sound", timedelta(days=1), sound))
        await scheduler.once(Job("test.broken", timedelta(days=1), broken))
    assert increase("job_runs_total", job="test.sound", outcome="done") == 1
    assert increase("job_seconds_count", job="test.sound") == 1
    assert increase("job_runs_total", job="test.broken", outcome="failed") == 1
    assert increase("job_success_timestamp_seconds", job="test.sound") > 1e9
    assert increase("job_success_timestamp_seconds", job="test.broken") == 0


async def test_what_a_relay_sends_is_counted(program: ApiProgram, shop: httpx2.AsyncClient) -> None:
    class Sink:
        async def capacity(self) -> Capacity:
            return Capacity(10, 10)

        async def send(self, messages: object) -> None: ...

        async def wait(self, seconds: float) -> bool:
            return False

    increase, sink = MetricIncrease(), Sink()
    sent = await Relay(Claims(program.database()), sink, sink, consumers=program.consumers()).run_once()
    assert sent > 0
    assert increase("relay_deliveries_total") == sent

"""The causes of alerts, provoked in the program: what it then exposes makes the real rule fire."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import httpx2
import pytest
from structlog.testing import capture_logs

from entrypoints.api_program import ApiProgram
from entrypoints.database import create_database
from entrypoints.http.http_metrics import exposition
from entrypoints.processes.scheduler import FAILING, Scheduler
from modules.operations.adapters.inbound.metrics import DOCTOR_VIOLATIONS
from shared.infra.messaging import relay
from shared.infra.messaging.ports import Capacity
from shared.infra.sql.job_lock import JobLock
from shared.kernel.errors import Unavailable
from shared.kernel.module import Gauge, Job
from tests.deploy.promtool import fires, needs_promtool
from tests.entrypoints.journeys.test_storefront_cache import work
from tests.entrypoints.telemetry.orders import order
from tests.running.program_app import program_app
from tests.settings import NO_DATABASE, NO_REDIS, settings_of

pytestmark = needs_promtool

MANUAL = {"payment": {"method": "manual"}}
COUNTERS = re.compile(r"^\w+_(?:total|count|sum|bucket)\b")


@pytest.fixture(autouse=True)
def nothing_fails_yet() -> None:
    """Gauges of this process stay as other tests left them."""
    FAILING.clear()
    DOCTOR_VIOLATIONS.clear()


async def exposed(program: ApiProgram, *gauges: Gauge) -> Mapping[str, float]:
    """The samples of `/metrics` now, by series."""
    text = await exposition(program.http_samples(), [*program.gauges(), *gauges], program.database())()
    lines = re.findall(r"^(tradepost_\w+(?:\{.*\})?) (\S+)$", text.decode(), re.MULTILINE)
    return {name: float(value) for name, value in lines}


def series(before: Mapping[str, float], after: Mapping[str, float]) -> Mapping[str, str]:
    """Gauges stay as they are now; counters go on as they did in between, as if that took a minute."""
    found = {}
    for name, value in after.items():
        earlier = before.get(name, 0.0)
        found[name] = f"{earlier}+{value - earlier}x30" if COUNTERS.match(name) else f"{value}x30"
    return found


@asynccontextmanager
async def made_to_fire(alert: str, program: ApiProgram, *gauges: Gauge) -> AsyncIterator[None]:
    """The alert is quiet before the block, and fires for what the block has caused."""
    before = await exposed(program)
    assert not fires(alert, series(before, before), at="20m")
    yield
    with capture_logs():
        after = await exposed(program, *gauges)
    assert fires(alert, series(before, after), at="20m"), {name for name in after if after[name] != before.get(name)}


async def test_a_relay_that_does_not_run(program: ApiProgram, shop: httpx2.AsyncClient) -> None:
    await work(program)
    async with made_to_fire("TradepostEventsDelayed", program):
        await shop.post("/v1/orders", json=order() | MANUAL)
        program.database().clock_shift = timedelta(hours=1)


async def test_a_delivery_that_fails_permanently(program: ApiProgram, shop: httpx2.AsyncClient) -> None:
    program.settings().mail_folder.write_text("in the way of the mailbox")
    async with made_to_fire("TradepostDeadLetters", program):
        await shop.post("/v1/orders", json=order() | MANUAL)
        with capture_logs():
            await work(program)
            program.database().clock_shift = timedelta(hours=25)
            await work(program)


async def test_an_order_that_does_not_expire(program: ApiProgram, shop: httpx2.AsyncClient) -> None:
    unpaid = {name: value for name, value in order().items() if name != "payment"}
    async with made_to_fire("TradepostUnpaidBacklog", program):
        assert (await shop.post("/v1/orders", json=unpaid)).json()["status"] == "pending_payment"
        program.database().clock_shift = timedelta(hours=1)


async def test_a_job_that_fails(program: ApiProgram) -> None:
    async def broken() -> None:
        raise RuntimeError("not today")

    scheduler = Scheduler([], JobLock(program.database()))
    async with made_to_fire("TradepostJobFailing", program):
        with capture_logs():
            await scheduler.once(Job("test.sometimes", timedelta(days=1), broken))

    async def sound() -> None: ...

    await scheduler.once(Job("test.sometimes", timedelta(days=1), sound))
    assert (await exposed(program))['tradepost_job_consecutive_failures{job="test.sometimes"}'] == 0


async def test_a_job_that_another_scheduler_runs_is_not_failing(program: ApiProgram) -> None:
    async def broken() -> None:
        raise RuntimeError("not today")

    async def sound() -> None: ...

    here, there = (Scheduler([], JobLock(program.database())) for _ in range(2))
    with capture_logs():
        await here.once(Job("test.shared", timedelta(days=1), broken))
    await there.once(Job("test.shared", timedelta(days=1), sound))
    await here.once(Job("test.shared", timedelta(days=1), broken))
    assert (await exposed(program))['tradepost_job_consecutive_failures{job="test.shared"}'] == 0


async def test_an_order_whose_amounts_do_not_add_up(program: ApiProgram, shop: httpx2.AsyncClient) -> None:
    (doctor,) = (job for job in program.jobs() if job.name == "operations.daily_doctor")
    placed = (await shop.post("/v1/orders", json=order() | MANUAL)).json()
    async with made_to_fire("TradepostDataInconsistent", program):
        async with program.database().begin() as tx:
            await tx.fetch("UPDATE orders.orders SET fulfillment_status = 'fulfilled' WHERE id = $1", placed["id"])
            await tx.commit()
        with capture_logs():
            await doctor.run()


async def test_a_figure_that_cannot_be_read(program: ApiProgram) -> None:
    async def unreadable(_tx: object) -> NoReturn:
        raise TimeoutError

    broken = Gauge("unreadable", help="Fails.", read=unreadable)
    async with made_to_fire("TradepostMetricUnreadable", program, broken):
        pass


async def test_a_relay_whose_rounds_fail(program: ApiProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        async def capacity(self) -> Capacity:
            stop.set()
            raise Unavailable("no_queue", "The queue is away.")

        async def release_orphans(self) -> int:
            return 0

    stop, broken = asyncio.Event(), Broken()
    monkeypatch.setattr(relay, "AWAY_SECONDS", 0)
    async with made_to_fire("TradepostRelayFailing", program):
        with capture_logs():
            await relay.Relay(broken, broken, broken, consumers=program.consumers()).run(stop)  # type: ignore[arg-type]  # they do no more


async def test_a_pool_whose_connections_are_held(program: ApiProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.infra.sql.connections.connection_pool.POOL_WAIT_SECONDS", 0.01)
    settings = program.settings().model_copy(update={"pool_size": 1})
    small = create_database(settings, "tradepost-test", {})
    async with made_to_fire("TradepostPoolExhausted", program), small.begin():
        with pytest.raises(Unavailable):
            async with small.begin():
                pass
    await small.close()


@asynccontextmanager
async def client_of(program: ApiProgram) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(program_app(program), client=("127.0.0.1", 1))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as client:
        yield client


async def test_an_api_without_its_database(program: ApiProgram, redis_url: str, tmp_path: Path) -> None:
    settings = settings_of(NO_DATABASE, redis_url, TRADEPOST_HOME=str(tmp_path))
    cut_off = ApiProgram(lambda: settings, "tradepost-test")
    async with made_to_fire("TradepostHighErrorRate", program), client_of(cut_off) as client:
        assert (await client.get("/v1/products")).status_code == 503
    await cut_off.close()


async def test_an_api_without_redis(program: ApiProgram, database_url: str, tmp_path: Path) -> None:
    settings = settings_of(database_url, NO_REDIS, TRADEPOST_HOME=str(tmp_path))
    cut_off = ApiProgram(lambda: settings, "tradepost-test")
    async with made_to_fire("TradepostRedisUnavailable", program), client_of(cut_off) as client:
        assert (await client.get("/v1/products")).status_code == 200
    await cut_off.close()


async def test_a_provider_that_does_not_answer(program: ApiProgram, shop: httpx2.AsyncClient) -> None:
    async with made_to_fire("TradepostPaymentsUnknown", program):
        placed = await shop.post("/v1/orders", json=order())
        assert placed.status_code == 201
        with capture_logs():
            await work(program)

"""Log lines of all processes contain the correlation ids."""

import asyncio
import io
import json
from datetime import timedelta
from typing import Any

import httpx2
import structlog
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from structlog.contextvars import get_contextvars

from entrypoints.api_program import ApiProgram
from entrypoints.processes.scheduler import Scheduler
from shared.infra import logging
from shared.infra.sql.job_lock import JobLock
from shared.infra.tracing.spans import span
from shared.kernel.module import Job
from tests.entrypoints.telemetry.orders import order
from tests.entrypoints.telemetry.relay_and_worker import relay_and_work

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SENT = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-00", "X-Request-ID": "from-the-till"}


class Lines:
    """Records log lines."""

    def __init__(self) -> None:
        self._stream = io.BytesIO()
        logging.configure("INFO", self._stream)

    def saying(self, event: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self._stream.getvalue().splitlines()]
        return [line for line in lines if line["event"] == event]


async def placed_without_stock(program: ApiProgram, shop: httpx2.AsyncClient, *ids: dict[str, str]) -> Lines:
    """The log lines of a worker that cannot send e-mails."""
    program.settings().mail_folder.write_text("in the way of the mailbox")
    lines = Lines()
    for headers in ids:
        await shop.post("/v1/orders", json={**order(), "payment": {"method": "manual"}}, headers=headers)
    logging.bind_ids({})  # in a worker nothing is left of the requests
    await relay_and_work(program)
    return lines


async def test_a_workers_lines_carry_the_ids_of_the_request_that_led_to_them(
    program: ApiProgram, shop: httpx2.AsyncClient
) -> None:
    other = {"traceparent": f"00-{TRACE[::-1]}-00f067aa0ba902b7-00", "X-Request-ID": "from-elsewhere"}
    lines = await placed_without_stock(program, shop, SENT, other)
    failed = lines.saying("delivery failed")
    assert [(line["request_id"], line["trace_id"]) for line in failed] == [
        ("from-the-till", TRACE),
        ("from-elsewhere", TRACE[::-1]),
    ]
    assert {line["consumer"] for line in failed} == {"notifications.order_confirmed"}
    assert len({line["event_id"] for line in failed}) == 2
    assert not get_contextvars()


async def test_log_lines_name_the_span_while_tracing_is_on(
    program: ApiProgram, shop: httpx2.AsyncClient, spans: InMemorySpanExporter
) -> None:
    sampled = {**SENT, "traceparent": SENT["traceparent"][:-2] + "01"}
    (line,) = (await placed_without_stock(program, shop, sampled)).saying("delivery failed")
    assert (line["request_id"], line["trace_id"]) == ("from-the-till", TRACE)
    (process,) = [one for one in spans.get_finished_spans() if one.name == "process notifications.order_confirmed"]
    assert process.attributes
    assert process.attributes["tradepost.request_id"] == "from-the-till"
    with span("outside"):
        lines = Lines()
        structlog.get_logger().info("here")
    (here,) = lines.saying("here")
    (outside,) = [one for one in spans.get_finished_spans() if one.name == "outside"]
    assert outside.context
    assert here["span_id"] == f"{outside.context.span_id:016x}"


async def test_a_schedulers_lines_name_the_job_and_no_other(program: ApiProgram) -> None:
    lines, log, together = Lines(), structlog.get_logger(), asyncio.Barrier(2)

    def job(name: str) -> Job:
        async def run() -> None:
            await together.wait()
            log.info("at work", mine=name)
            await together.wait()

        return Job(name, timedelta(days=1), run)

    scheduler = Scheduler([], JobLock(program.database()))
    await asyncio.gather(*(scheduler.once(job(name)) for name in ("test.mow", "test.sow")))
    assert {(line["job"], line["mine"]) for line in lines.saying("at work")} == {
        ("test.mow", "test.mow"),
        ("test.sow", "test.sow"),
    }
    await scheduler.once(job("test.mow"))
    assert not get_contextvars()

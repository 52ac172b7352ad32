"""Webhooks carry the trace and the ids of the request that caused them."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from entrypoints.api_program import ApiProgram
from modules.webhooks.http_container import WebhooksHttpContainer
from shared.infra.injection import resolve
from tests.entrypoints.telemetry.metric_values import MetricIncrease
from tests.entrypoints.telemetry.orders import order
from tests.entrypoints.telemetry.relay_and_worker import relay_and_work
from tests.entrypoints.telemetry.test_log_ids import SENT, TRACE, Lines
from tests.entrypoints.telemetry.test_traces import Trace
from tests.modules.webhooks.receiver import ReceivedMessage, Receiver


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as made:
        yield made


async def reported(
    program: ApiProgram, shop: httpx2.AsyncClient, receiver: Receiver, traceparent: str
) -> ReceivedMessage:
    """The messages about an order."""
    hook = {"url": receiver.url, "event_types": ["orders.order.placed"]}
    assert (await shop.post("/v1/webhook-endpoints", json=hook)).status_code == 201
    manual = {**order(), "payment": {"method": "manual"}}
    assert (await shop.post("/v1/orders", json=manual, headers={**SENT, "traceparent": traceparent})).status_code == 201
    await relay_and_work(program)
    stop = asyncio.Event()
    (loop,) = [loop for loop in program.background_tasks() if loop.name == "webhooks.sender"]
    sending = asyncio.ensure_future(loop.run(stop))
    (received,) = await receiver.until(1)
    stop.set()
    await sending
    return received


async def test_the_webhook_request_carries_the_trace_context(
    program: ApiProgram, shop: httpx2.AsyncClient, spans: InMemorySpanExporter, receiver: Receiver
) -> None:
    increase = MetricIncrease()
    received = await reported(program, shop, receiver, SENT["traceparent"][:-2] + "01")
    trace = Trace(spans.get_finished_spans())
    posted = trace.one("POST webhook")
    assert trace.way_to(posted) == [
        "caller",
        "POST /v1/orders",
        "create orders.order.placed",
        "process webhook",
        "POST webhook",
    ]
    assert posted.context
    assert received.headers["traceparent"] == f"00-{TRACE}-{posted.context.span_id:016x}-01"
    assert dict(posted.attributes or {}) == {
        "http.request.method": "POST",
        "server.address": "127.0.0.1",
        "http.response.status_code": 204,
    }
    assert increase("webhook_attempts_total", outcome="succeeded") == 1


async def test_without_tracing_no_trace_is_sent_and_failures_are_logged_with_ids(
    program: ApiProgram, shop: httpx2.AsyncClient, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("not today")

    lines, deliver = Lines(), resolve(program.of(WebhooksHttpContainer).deliver)
    monkeypatch.setattr(deliver, "_settle", broken)
    received = await reported(program, shop, receiver, SENT["traceparent"])
    assert "traceparent" not in received.headers
    (line,) = lines.saying("webhook outcome not recorded")
    assert (line["request_id"], line["trace_id"]) == (SENT["X-Request-ID"], TRACE)
    assert line["event_id"] == received.headers["webhook-id"]

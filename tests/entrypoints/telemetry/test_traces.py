"""An order's trace, from the request through the outbox to all effects."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx2
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from entrypoints.api_program import ApiProgram
from tests.entrypoints.telemetry.orders import CARD, order
from tests.entrypoints.telemetry.relay_and_worker import relay_and_work
from tests.running.payment_sandbox import running_sandbox

TRACE, CALLER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SAMPLED = {"traceparent": f"00-{TRACE}-{CALLER}-01", "X-Request-ID": "from-the-till"}


@pytest.fixture
async def provider_url(tmp_path: Path) -> AsyncIterator[str]:
    async with running_sandbox(tmp_path) as sandbox:
        yield sandbox.url


class Trace:
    """The spans of one trace."""

    def __init__(self, spans: Sequence[ReadableSpan], trace_id: str = TRACE) -> None:
        self.spans = [span for span in spans if span.context and span.context.trace_id == int(trace_id, 16)]

    def one(self, name: str) -> ReadableSpan:
        (found,) = [span for span in self.spans if span.name == name]
        return found

    def way_to(self, span: ReadableSpan) -> list[str]:
        """The names of its ancestors, oldest first, and its own; the caller's span is `caller`."""
        if span.parent is None:
            return [span.name]
        if span.parent.span_id == int(CALLER, 16):
            return ["caller", span.name]
        (parent,) = [one for one in self.spans if one.context and one.context.span_id == span.parent.span_id]
        return [*self.way_to(parent), span.name]


def whole_life(spans: Sequence[ReadableSpan]) -> None:
    """Assert that the order's trace connects the request and the last effect."""
    trace = Trace(spans)
    request = ["caller", "POST /v1/orders"]
    created = [*request, "create orders.payment.created"]
    settled = [*created, "process orders.settle_payments"]
    confirmed = [*settled, "create orders.order.confirmed"]
    assert trace.way_to(trace.one("create orders.order.placed")) == [*request, "create orders.order.placed"]
    assert trace.way_to(trace.one("process orders.settle_payments")) == settled
    assert trace.way_to(trace.one("POST provider")) == [*settled, "POST provider"]
    assert trace.way_to(trace.one("process notifications.order_confirmed")) == [
        *confirmed,
        "process notifications.order_confirmed",
    ]


async def test_an_order_is_one_trace_from_the_request_to_the_mail(
    program: ApiProgram, shop: httpx2.AsyncClient, spans: InMemorySpanExporter
) -> None:
    response = await shop.post("/v1/orders", json=order(), headers=SAMPLED)
    await relay_and_work(program)
    whole_life(spans.get_finished_spans())

    trace = Trace(spans.get_finished_spans())
    served = trace.one("POST /v1/orders")
    assert served.context
    assert response.headers["traceparent"] == f"00-{TRACE}-{served.context.span_id:016x}-01"
    assert dict(served.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/v1/orders",
        "http.response.status_code": 201,
        "tradepost.request_id": "from-the-till",
    }
    batch = ["caller", "POST /v1/orders", "place orders"]
    ways = [trace.way_to(span) for span in trace.spans]
    assert [*batch, "transaction", "COMMIT"] in ways
    assert any(way[:4] == [*batch, "transaction"] and way[4].startswith("INSERT ") for way in ways if len(way) == 5)

    relayed = [span for span in spans.get_finished_spans() if span.name == "send"]
    received = [span for span in spans.get_finished_spans() if span.name == "receive orders.settle_payments"]
    (first, *_) = [span for span in received if span.context and span.parent]
    assert first.parent
    assert first.parent.span_id in {span.context.span_id for span in relayed if span.context}
    (link,) = trace.one("process orders.settle_payments").links
    assert first.context
    assert link.context.span_id == first.context.span_id


async def test_a_lost_trace_context_is_detected(
    program: ApiProgram, shop: httpx2.AsyncClient, spans: InMemorySpanExporter, owner_database_url: str
) -> None:
    await shop.post("/v1/orders", json=order(), headers=SAMPLED)
    async with program.database().begin() as tx:
        await tx.fetch("UPDATE platform.events SET traceparent = NULL")
        await tx.commit()
    await relay_and_work(program)
    with pytest.raises(ValueError, match="not enough values"):
        whole_life(spans.get_finished_spans())


async def test_a_batch_of_orders_shares_a_span_linked_to_all(
    shop: httpx2.AsyncClient, spans: InMemorySpanExporter
) -> None:
    responses = await asyncio.gather(*(shop.post("/v1/orders", json=order()) for _ in range(5)))
    ours = {response.headers["traceparent"].split("-")[2] for response in responses}
    placed = [span for span in spans.get_finished_spans() if span.name == "place orders"]
    reported = [
        [f"{span.parent.span_id:016x}" if span.parent else "", *(f"{link.context.span_id:016x}" for link in span.links)]
        for span in placed
    ]
    assert max(len(batch) for batch in reported) > 1
    assert sorted(one for batch in reported for one in batch) == sorted(ours)


async def test_an_unsampled_trace_stays_unsampled(
    program: ApiProgram, shop: httpx2.AsyncClient, spans: InMemorySpanExporter
) -> None:
    spans.clear()
    untraced = {"traceparent": f"00-{TRACE}-{CALLER}-00"}
    response = await shop.post("/v1/orders", json=order(), headers=untraced)
    assert response.headers["traceparent"].startswith(f"00-{TRACE}-")
    assert response.headers["traceparent"].endswith("-00")
    await relay_and_work(program)
    assert not Trace(spans.get_finished_spans()).spans


async def test_spans_contain_no_request_data(
    program: ApiProgram, shop: httpx2.AsyncClient, spans: InMemorySpanExporter
) -> None:
    await shop.post("/v1/orders", json=order(), headers={"Idempotency-Key": "canary-key"})
    await shop.post("/v1/orders", json={**order(99), "client_reference": "canary-reference"})
    await shop.post("/v1/orders", json={"canary-field": 1})
    await shop.get("/v1/orders", params={"status": "canary-status"}, headers={"Authorization": "Bearer canary-token"})
    await shop.get("/v1/products/CANARYPATH")
    await shop.get("/canary-path", params={"q": "canary-query"})
    await relay_and_work(program)
    kept = json.dumps([json.loads(span.to_json()) for span in spans.get_finished_spans()])
    assert kept.count("orders.settle_payments") > 1
    for canary in ("canary", "CANARY", CARD, "grace", "Grace", "High Street", "postgresql://", "MUG1"):
        assert canary not in kept, canary

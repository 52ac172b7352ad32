"""What a span keeps of how its work ended, and where it belongs."""

from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from shared.infra.tracing.otel import OtelTracer
from shared.infra.tracing.spans import (
    ROOT,
    UNTRACED,
    Kind,
    child_span,
    current,
    first_sampled,
    set_tracer,
    span,
    tracer,
)
from shared.kernel.errors import NotFound, Unavailable
from shared.kernel.idempotency import ReplayedResponse, StoredResponse

KIND = Kind.PRODUCER
SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
UNSAMPLED = SAMPLED[:-1] + "0"


@pytest.fixture
def kept() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    set_tracer(OtelTracer(provider.get_tracer("test")))
    yield exporter
    set_tracer(None)


def only(kept: InMemorySpanExporter) -> ReadableSpan:
    (found,) = kept.get_finished_spans()
    return found


@pytest.mark.parametrize(
    ("error", "status", "attributes"),
    [
        (ValueError("what was sent"), StatusCode.ERROR, {"error.type": "ValueError"}),
        (Unavailable("busy", "what was sent"), StatusCode.ERROR, {"error.type": "busy"}),
        (NotFound("order"), StatusCode.UNSET, {"tradepost.refusal": "not_found"}),
        (ReplayedResponse(StoredResponse(200, {}, b"what was sent")), StatusCode.UNSET, {}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_span_records_the_error_class_without_the_message(
    kept: InMemorySpanExporter, error: Exception, status: StatusCode, attributes: dict[str, str]
) -> None:
    with pytest.raises(type(error)), span("work"):
        raise error
    ended = only(kept)
    assert (ended.status.status_code, ended.status.description, ended.events) == (status, None, ())
    assert dict(ended.attributes or {}) == attributes
    assert "what was sent" not in str(ended.to_json())


def test_a_span_has_the_given_parent_else_the_current_span(kept: InMemorySpanExporter) -> None:
    with span("outer", parent=SAMPLED) as outer:
        with span("inner") as inner:
            assert current() == inner.traceparent
        with span("apart", parent=ROOT):
            pass
        assert current() == outer.traceparent
    spans: dict[str, Any] = {one.name: one for one in kept.get_finished_spans()}
    assert f"{spans['outer'].parent.span_id:016x}" == "00f067aa0ba902b7"
    assert spans["inner"].parent.span_id == spans["outer"].context.span_id
    assert spans["apart"].parent is None
    assert spans["apart"].context.trace_id != spans["outer"].context.trace_id


def test_an_unsampled_parent_is_not_traced(kept: InMemorySpanExporter) -> None:
    with span("outer", parent=UNSAMPLED) as outer, span("inner"):
        assert outer.traceparent
        assert outer.traceparent.endswith("-00")
        assert outer.traceparent[:35] == UNSAMPLED[:35]
    assert not kept.get_finished_spans()


def test_a_child_span_without_a_parent_is_not_recorded(kept: InMemorySpanExporter) -> None:
    with child_span("look around"):
        pass
    assert not kept.get_finished_spans()
    with span("work"), child_span("look around"):
        pass
    assert {one.name for one in kept.get_finished_spans()} == {"work", "look around"}


def test_an_unfinished_span_is_not_exported(kept: InMemorySpanExporter) -> None:
    current_tracer = tracer()
    assert current_tracer
    never, in_the_end = (
        current_tracer.start_span(name, kind, {}, SAMPLED) for name, kind in (("never", KIND), ("end", KIND))
    )
    assert never.traceparent != in_the_end.traceparent
    in_the_end.end()
    assert only(kept).name == "end"


def test_the_first_sampled_parent_is_chosen() -> None:
    assert first_sampled([UNSAMPLED, SAMPLED]) == SAMPLED
    assert first_sampled([UNSAMPLED]) == UNSAMPLED


def test_without_tracing_all_spans_are_no_ops() -> None:
    assert tracer() is None
    assert span("work", parent=SAMPLED) is UNTRACED
    assert child_span("work") is UNTRACED
    with span("work") as nothing:
        nothing.rename("other")
        nothing.set_attributes({"a": 1})
        nothing.fail("b")
        assert nothing.traceparent is None
    assert current() is None

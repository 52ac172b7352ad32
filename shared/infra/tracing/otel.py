"""Spans recorded by OpenTelemetry. Imported only if tracing is enabled."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, SpanKind, StatusCode, TraceFlags, Tracer

from shared.infra.tracing.spans import ROOT, Attributes, Kind
from shared.kernel.errors import DomainError, Unavailable
from shared.kernel.idempotency import ReplayedResponse

_KINDS = {kind: SpanKind[kind.name] for kind in Kind}


class OtelSpan:
    def __init__(self, span: trace.Span) -> None:
        self._span = span

    @property
    def traceparent(self) -> str:
        return _traceparent(self._span.get_span_context())

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def set_attributes(self, attributes: Attributes) -> None:
        self._span.set_attributes(attributes)

    def fail(self, error_type: str) -> None:
        self._span.set_attribute("error.type", error_type)
        self._span.set_status(StatusCode.ERROR)

    def end(self) -> None:
        self._span.end()


class OtelTracer:
    """Implements `Tracer`. Records the class of an error, never its message, which may repeat the input."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    @contextmanager
    def span(
        self, name: str, kind: Kind, attributes: Attributes, parent: str | None, links: Sequence[str]
    ) -> Iterator[OtelSpan]:
        with self._tracer.start_as_current_span(
            name,
            context=_context(parent),
            kind=_KINDS[kind],
            attributes=attributes,
            links=[Link(found) for link in links if (found := _parse(link))],
            record_exception=False,
            set_status_on_exception=False,
        ) as started:
            span = OtelSpan(started)
            try:
                yield span
            except BaseException as error:
                _record_error(span, error)
                raise

    def start_span(self, name: str, kind: Kind, attributes: Attributes, parent: str | None) -> OtelSpan:
        started = self._tracer.start_span(name, context=_context(parent), kind=_KINDS[kind], attributes=attributes)
        return OtelSpan(started)

    def current(self) -> str | None:
        context = trace.get_current_span().get_span_context()
        return _traceparent(context) if context.is_valid else None


def provider(process: str, version: str, exporter: SpanExporter) -> TracerProvider:
    """Exports spans in the background, so that requests are not delayed. OTEL_* variables configure the sampling."""
    service = {"service.name": process, "service.namespace": "tradepost", "service.version": version}
    made = TracerProvider(resource=Resource.create(service))
    made.add_span_processor(BatchSpanProcessor(exporter))
    return made


def _record_error(span: OtelSpan, error: BaseException) -> None:
    """A 4xx is not an error span; only `Unavailable` is."""
    if isinstance(error, ReplayedResponse):
        return
    if isinstance(error, DomainError) and not isinstance(error, Unavailable):
        span.set_attributes({"tradepost.refusal": error.code})
        return
    span.fail(error.code if isinstance(error, Unavailable) else type(error).__qualname__)


def _context(parent: str | None) -> Context | None:
    """The context of the traceparent; for None, the current context."""
    if parent is None:
        return None
    found = _parse(parent)
    return trace.set_span_in_context(NonRecordingSpan(found), Context()) if found else Context()


def _parse(traceparent: str) -> SpanContext | None:
    if traceparent == ROOT:
        return None
    _, trace_id, span_id, flags = (int(part, 16) for part in traceparent.split("-"))
    return SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(flags))


def _traceparent(context: SpanContext) -> str:
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"

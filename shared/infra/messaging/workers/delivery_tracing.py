"""Traces and log lines of deliveries: each with the request id and the trace of its event."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace

from structlog.contextvars import bound_contextvars

from shared.infra.tracing.spans import (
    ROOT,
    UNTRACED,
    Attributes,
    Kind,
    Span,
    current,
    first_sampled,
    span,
    trace_id,
    tracer,
)
from shared.kernel.deliveries import Attempt
from shared.kernel.events import ReceivedEvent


@contextmanager
def processing_spans(attempts: Sequence[Attempt]) -> Iterator[Sequence[ReceivedEvent]]:
    """Spans and log lines in the block belong to these deliveries; the work that they cause continues their traces.

    For several deliveries, one span represents all and links to the others.
    """
    with log_context(*attempts), ExitStack() as spans:
        if tracer() is None:
            yield [attempt.event for attempt in attempts]
            return
        received, others = current(), [a.event.traceparent for a in attempts if a.event.traceparent]
        shown = first_sampled(others) if others else None
        continued: dict[str, ReceivedEvent] = {}
        # What is begun last is what statements and calls belong to.
        for event in sorted((a.event for a in attempts), key=lambda one: one.traceparent == shown):
            links = [received] if received else []
            if event.traceparent == shown:
                links += [other for other in others if other != shown]
            process = spans.enter_context(_process(event, links, len(attempts)))
            continued[str(event.id)] = replace(event, traceparent=process.traceparent)
        yield [continued[str(attempt.event_id)] for attempt in attempts]


def receive_span(consumer: str, number: int, sent_by: str) -> AbstractContextManager[Span]:
    """Trace the handling of a message, beside the traces of its events."""
    if tracer() is None:
        return UNTRACED
    attributes: Attributes = {
        "messaging.system": "tradepost",
        "messaging.operation.name": "receive",
        "messaging.operation.type": "receive",
        "messaging.consumer.group.name": consumer,
        "messaging.batch.message_count": number,
    }
    return span(f"receive {consumer}", Kind.CONSUMER, attributes, parent=sent_by)


def log_context(*attempts: Attempt) -> AbstractContextManager[object]:
    """Log lines in the block have the delivery and its request id; for several deliveries, their number."""
    first = attempts[0].event
    if len(attempts) > 1:
        return bound_contextvars(consumer=first.consumer, deliveries=len(attempts))
    ids = {"request_id": first.correlation_id, "consumer": first.consumer, "event_id": str(first.id)}
    if first.traceparent:
        ids["trace_id"] = trace_id(first.traceparent)
    return bound_contextvars(**ids)


def _process(event: ReceivedEvent, links: Sequence[str], batch_size: int) -> AbstractContextManager[Span]:
    attributes: Attributes = {
        "messaging.system": "tradepost",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.destination.name": event.type,
        "messaging.consumer.group.name": event.consumer,
        "messaging.message.id": str(event.id),
        "messaging.batch.message_count": batch_size,
        "tradepost.request_id": event.correlation_id,
    }
    parent = event.traceparent or ROOT
    return span(f"process {event.consumer}", Kind.CONSUMER, attributes, parent=parent, links=links)

"""Spans: operations with their duration and cause. If tracing is disabled, a span costs one look-up of a variable.

Contexts are identified by their W3C `traceparent`, whose last digit states whether the trace
is sampled. This module does not depend on the tracing library that records the spans.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Protocol

Attributes = Mapping[str, str | int | float | bool]
"""Attributes by OpenTelemetry's conventions. Values contain no personal data: no user ids, addresses or input."""

NO_ATTRIBUTES: Attributes = MappingProxyType({})
ROOT = ""
"""Used as `parent`, it starts a new trace, independent of the current span."""


class Kind(Enum):
    """The role of a span in a remote call."""

    INTERNAL = "internal"
    SERVER = "server"
    CLIENT = "client"
    PRODUCER = "producer"
    CONSUMER = "consumer"


class Span(Protocol):
    """A running operation."""

    @property
    def traceparent(self) -> str | None:
        """The trace context to propagate; None if tracing is disabled."""
        ...

    def rename(self, name: str) -> None: ...

    def set_attributes(self, attributes: Attributes) -> None: ...

    def fail(self, error_type: str) -> None:
        """Mark the span as failed."""
        ...


class Tracer(Protocol):
    """Records spans."""

    def span(
        self, name: str, kind: Kind, attributes: Attributes, parent: str | None, links: Sequence[str]
    ) -> AbstractContextManager[Span]: ...

    def start_span(self, name: str, kind: Kind, attributes: Attributes, parent: str | None) -> "StartedSpan": ...

    def current(self) -> str | None: ...


class StartedSpan(Protocol):
    """A span that is ended explicitly; it is not recorded if it never ends."""

    @property
    def traceparent(self) -> str: ...

    def end(self) -> None: ...


class _Untraced:
    """A no-op span."""

    traceparent = None

    def __enter__(self) -> "_Untraced":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def rename(self, name: str) -> None:
        pass

    def set_attributes(self, attributes: Attributes) -> None:
        pass

    def fail(self, error_type: str) -> None:
        pass


UNTRACED = _Untraced()


@dataclass
class _Switch:
    tracer: Tracer | None = None


_switch = _Switch()


def set_tracer(tracer: Tracer | None) -> None:
    """Set the tracer of this process; None disables tracing."""
    _switch.tracer = tracer


def tracer() -> Tracer | None:
    """The tracer of this process; None if tracing is disabled."""
    return _switch.tracer


def span(
    name: str,
    kind: Kind = Kind.INTERNAL,
    attributes: Attributes = NO_ATTRIBUTES,
    *,
    parent: str | None = None,
    links: Sequence[str] = (),
) -> AbstractContextManager[Span]:
    """Trace the block, as a child of `parent` or else of the current span."""
    active = _switch.tracer
    return UNTRACED if active is None else active.span(name, kind, attributes, parent, links)


def child_span(
    name: str, kind: Kind = Kind.INTERNAL, attributes: Attributes = NO_ATTRIBUTES
) -> AbstractContextManager[Span]:
    """Trace the block as a child of the current span; do nothing if there is none."""
    active = _switch.tracer
    if active is None or active.current() is None:
        return UNTRACED
    return active.span(name, kind, attributes, None, ())


def current() -> str | None:
    """The current span; None if tracing is disabled."""
    active = _switch.tracer
    return None if active is None else active.current()


def first_sampled(traceparents: Sequence[str]) -> str:
    """Return the first sampled span of several that are handled together; their common work is traced under it."""
    return next((one for one in traceparents if is_sampled(one)), traceparents[0])


def is_sampled(traceparent: str) -> bool:
    return int(traceparent[-2:], 16) & 1 == 1


def trace_id(traceparent: str) -> str:
    return traceparent[3:35]


def span_id(traceparent: str) -> str:
    return traceparent[36:52]

"""The state of a request: its log line, response headers and the metadata of its effects."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.types import Scope

from shared.kernel.principal import ANONYMOUS, Principal

_KEY = "tradepost.request"


@dataclass(slots=True)
class RequestState:
    """One per request, stored in its ASGI scope. `rate_headers` are added to every response.

    `request_headers` holds the request's headers by lower-case name, the last one of a repeated name: they are looked
    up several times per request, which is slow in a list of pairs. `head`: the method is HEAD. `is_stream`: the
    response lasts until the caller disconnects. `log_fields` are added to the request's log line by its handler.
    """

    request_id: str
    request_headers: dict[bytes, bytes]
    traceparent: str | None = None
    principal: Principal = ANONYMOUS
    head: bool = False
    is_stream: bool = False
    rate_headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    log_fields: Mapping[str, object] = field(default_factory=dict)


def attach_state(scope: Scope) -> RequestState:
    """Attach a new state, without a request id yet, to the request."""
    state = scope[_KEY] = RequestState("-", dict(scope["headers"]))
    return state


def state_of(scope: Scope) -> RequestState:
    """The request's state; a new one without an id if `RequestContext` is not installed."""
    state: RequestState | None = scope.get(_KEY)
    return state if state is not None else attach_state(scope)

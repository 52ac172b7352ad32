"""What is known about the request under way, for its log line, its headers and its effects."""

from dataclasses import dataclass, field

from starlette.types import Scope

from shared.kernel.principal import ANONYMOUS, Principal

_KEY = "tradepost.request"


@dataclass(slots=True)
class RequestState:
    """One per request, kept in its ASGI scope. `rate_headers` go onto whatever answer leaves."""

    request_id: str
    traceparent: str | None = None
    principal: Principal = ANONYMOUS
    rate_headers: list[tuple[bytes, bytes]] = field(default_factory=list)


def begin(scope: Scope, request_id: str, traceparent: str | None) -> RequestState:
    """Attach a fresh state to the request."""
    state = scope[_KEY] = RequestState(request_id, traceparent)
    return state


def state_of(scope: Scope) -> RequestState:
    """The request's state; a nameless one where no request context was installed."""
    state: RequestState | None = scope.get(_KEY)
    return state if state is not None else begin(scope, "-", None)

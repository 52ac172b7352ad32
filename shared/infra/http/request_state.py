"""What is known about the request under way, for its log line, its headers and its effects."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.types import Scope

from shared.kernel.principal import ANONYMOUS, Principal

_KEY = "tradepost.request"


@dataclass(slots=True)
class RequestState:
    """One per request, kept in its ASGI scope. `rate_headers` go onto whatever answer leaves.

    `request_headers` holds the request's headers by lower-case name, the last one of a repeated name:
    looked up several times per request, which a list of pairs is slow at. `head`: only the
    headers of the answer are wanted. `is_stream`: the answer lasts as long as the caller stays. `log_fields` are added
    to the request's log line by its handler.
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
    """Attach a fresh, still nameless state to the request."""
    state = scope[_KEY] = RequestState("-", dict(scope["headers"]))
    return state


def state_of(scope: Scope) -> RequestState:
    """The request's state; a nameless one where no request context was installed."""
    state: RequestState | None = scope.get(_KEY)
    return state if state is not None else attach_state(scope)

"""Access to streams: by a bearer token or a ticket, checked again while the stream is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Query
from starlette.requests import Request
from starlette.types import Scope

from shared.infra.http.access.access_control import AccessControl, Identify, bearer_token
from shared.infra.http.access.access_rule import AccessRule, ResourceToken
from shared.infra.http.access.gates import ADMITTED, AccessGate
from shared.infra.http.app_services import service_of
from shared.infra.http.streams.tickets import MAX_TICKET_LENGTH, Ticket, Tickets
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import ANONYMOUS, Principal

_Ticket = Annotated[
    str | None,
    Query(
        max_length=MAX_TICKET_LENGTH, description="A ticket from `POST /v1/stream-tickets`, instead of a bearer token."
    ),
]


@dataclass(frozen=True, slots=True)
class StreamAdmission:
    """The caller that opened the stream. `resolve` returns their current rights.

    It raises Unauthenticated once they have none.
    """

    principal: Principal
    resolve: Identify


class StreamGate(AccessGate):
    """Returns the `StreamAdmission`."""

    async def authorize(self, scope: Scope) -> None:
        async def identify() -> Principal:
            scope[_RESOLVE] = resolve = _identify(scope)
            return await resolve()

        scope[ADMITTED] = await service_of(scope, AccessControl).admit(scope, self.rule, identify)

    async def __call__(self, request: Request, ticket: _Ticket = None) -> StreamAdmission:
        return StreamAdmission(request.scope[ADMITTED], request.scope[_RESOLVE])


def stream(*, token: ResourceToken | None = None, elevated_scopes: Sequence[str] = ()) -> StreamGate:
    """Admit signed-in callers to a stream, by bearer token or ticket."""
    return StreamGate(AccessRule(token=token, elevated_scopes=tuple(elevated_scopes)))


async def issue_ticket(request: Request) -> Ticket:
    """Issue a stream ticket to the holder of the request's bearer token; raises Unauthenticated."""
    token = bearer_token(request.scope)
    if token is None:
        raise Unauthenticated
    return await service_of(request.scope, Tickets).issue(token)


def _identify(scope: Scope) -> Identify:
    """Resolve the caller by the bearer token if there is one, else by the ticket; raises Unauthenticated."""
    if (token := bearer_token(scope)) is not None:
        return partial(service_of(scope, AccessControl).authenticate, token)
    shown = parse_qs(scope["query_string"].decode("latin-1")).get("ticket")
    if shown is None:
        return _anonymous
    tickets = service_of(scope, Tickets)
    return partial(tickets.resolver.resolve, tickets.holder(shown[-1]))


_RESOLVE = "tradepost.again"


async def _anonymous() -> Principal:
    return ANONYMOUS

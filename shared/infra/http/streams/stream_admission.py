"""The gate of a stream: opened by a bearer token or a ticket, and asked again while it is open."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Query
from starlette.requests import Request
from starlette.types import Scope

from shared.infra.http.access.access_rule import ADMITTED, AccessControl, AccessGate, AccessRule, Identify, bearer_token
from shared.infra.http.streams.tickets import MAX_TICKET_LENGTH, Tickets
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
    """Who opened the stream; `resolve` tells who they are by now and raises Unauthenticated once they are out."""

    principal: Principal
    resolve: Identify


class StreamGate(AccessGate):
    """A dependency that gives the Visit."""

    def __init__(self, access: AccessControl, rule: AccessRule, tickets: Tickets | None) -> None:
        super().__init__(access, rule)
        self._tickets = tickets

    async def open(self, scope: Scope) -> None:
        async def identify() -> Principal:
            scope[_RESOLVE] = resolve = self._identify(scope)
            return await resolve()

        scope[ADMITTED] = await self._access.admit(scope, self.rule, identify)

    async def __call__(self, request: Request, ticket: _Ticket = None) -> StreamAdmission:  # type: ignore[override]
        return StreamAdmission(request.scope[ADMITTED], request.scope[_RESOLVE])

    def _identify(self, scope: Scope) -> Identify:
        """By the bearer token if there is one, else by the ticket; raises Unauthenticated."""
        if (token := bearer_token(scope)) is not None:
            return partial(self._access.authenticate, token)
        shown = parse_qs(scope["query_string"].decode("latin-1")).get("ticket")
        if shown is None:
            return _anonymous
        if self._tickets is None:
            raise Unauthenticated("token_invalid", "The ticket is invalid.")
        return partial(self._tickets.resolver.resolve, self._tickets.holder(shown[-1]))


_RESOLVE = "tradepost.again"


async def _anonymous() -> Principal:
    return ANONYMOUS

"""A command's HTTP request: its caller, its metadata, its idempotency key and its response."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Never, Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from shared.infra.http.access.rate_limit import RateLimiter
from shared.infra.http.request_state import RequestState, state_of
from shared.infra.http.responses.rendered import to_response
from shared.kernel.commands import Command
from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import Idempotency, IdempotencyKey, StoredResponse
from shared.kernel.principal import Principal

AnyCommand = TypeVar("AnyCommand", bound=Command[Never])
CommandT = TypeVar("CommandT", contravariant=True)
Outcome = TypeVar("Outcome")
OutcomeT = TypeVar("OutcomeT", covariant=True)


class UseCase(Protocol[CommandT, OutcomeT]):
    """Executes a command, stores the response with the effect if the command has a key, returns the outcome."""

    async def __call__(self, command: CommandT) -> OutcomeT: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRequest:
    """One authorized command. `idempotency_key` is None when the caller sent none.

    `key_of` creates it from the sent document. `address` is the caller's, only for rate limits.
    """

    principal: Principal
    metadata: EventMetadata
    idempotency_key: IdempotencyKey | None
    key_of: Callable[[object], IdempotencyKey | None]
    address: str
    state: RequestState
    limiter: RateLimiter

    def with_document(self, document: object) -> "CommandRequest":
        """For a route that reads its body itself: the request with the key's fingerprint of the document."""
        return replace(self, idempotency_key=self.key_of(document))

    def idempotency(self, render: Callable[[Outcome], StoredResponse]) -> Idempotency[Outcome] | None:
        """The idempotency of a command whose stored response `render` makes; None without a key."""
        return Idempotency(self.idempotency_key, render) if self.idempotency_key else None

    async def execute(
        self,
        use_case: UseCase[AnyCommand, Outcome],
        command: AnyCommand,
        render: Callable[[Outcome], StoredResponse],
        remembered: Callable[[Outcome], StoredResponse] | None = None,
    ) -> Response:
        """Run the use case and respond with its outcome, which is rendered once.

        `remembered` renders the response to a repeated request where it differs (a secret is shown once).
        """
        if self.idempotency_key is None:
            return to_response(render(await use_case(command)))
        render_once = _RenderOnce(render)
        outcome = await use_case(
            replace(command, idempotency=Idempotency(self.idempotency_key, remembered or render_once))
        )
        return to_response(render_once.response or render(outcome))

    async def limit(self, policy: str, subject: str | None = None) -> None:
        """Count this call against one of the named policies; raises TooManyRequests.

        `subject` defaults to the caller: its principal if known, else its address.
        """
        caller = self.principal.name if self.principal.is_known else self.address
        verdict = await self.limiter.count(policy, subject or caller)
        self.state.rate_headers = verdict.headers
        if verdict.error:
            raise verdict.error


class _RenderOnce(Generic[Outcome]):
    """Renders once, so that the stored response is identical to the sent one."""

    def __init__(self, render: Callable[[Outcome], StoredResponse]) -> None:
        self._render = render
        self.response: StoredResponse | None = None

    def __call__(self, outcome: Outcome) -> StoredResponse:
        self.response = self._render(outcome)
        return self.response


def metadata_of(request: Request, principal: Principal) -> EventMetadata:
    """The metadata of the command's effects: its caller, its request, its trace."""
    state = state_of(request.scope)
    return EventMetadata(actor=principal.name, request_id=state.request_id, traceparent=state.traceparent)

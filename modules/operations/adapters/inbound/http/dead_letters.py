"""`/v1/admin/dead-letters`: failed deliveries that are not retried."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import ConfigDict, Field
from starlette.responses import Response

from modules.operations.adapters.inbound.http.access import Admin, AdminCommand
from modules.operations.application.discard_dead_letter import DiscardDeadLetter, DiscardDeadLetterCommand
from modules.operations.application.list_dead_letters import ListDeadLetters
from modules.operations.application.replay_dead_letters import ReplayDeadLetters, ReplayDeadLettersCommand
from modules.operations.domain.dead_letter import DeadLetter, DeadLetterFilter
from modules.operations.ports.dead_letters import SORTS
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.requests.fields import Id, InModel, Line, OutModel, PathId
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.route_class import RouteClass

Page = Annotated[PageParameters, Depends(ListEndpoint("dead-letters", SORTS, ("-created_at",)))]
TextFilter = Annotated[str | None, Query(max_length=200)]


class DeadLetterOut(OutModel):
    """An event that a consumer could not process."""

    id: int
    event_id: UUID
    event_type: str
    aggregate_type: str
    aggregate_id: str
    consumer: str = Field(examples=["notifications.welcome"])
    attempts: int
    error: str = Field(description="The error of the last attempt.")
    created_at: datetime


class DeadLettersIn(InModel):
    """The dead letters to replay: those that match all given fields, or all if none is given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"consumer": "notifications.welcome"}]})

    ids: list[Id] | None = Field(None, min_length=1, max_length=1000)
    consumer: Line | None = None
    type: Line | None = Field(None, examples=["users.user.registered"])


class ReplayedDeadLettersOut(OutModel):
    """The number of replayed dead letters."""

    replayed: int


class DeadLetterRoutes(RouteClass, prefix="/v1/admin/dead-letters", tags=["operations"]):
    def __init__(
        self,
        *,
        list_dead_letters: ListDeadLetters,
        replay: ReplayDeadLetters,
        discard: DiscardDeadLetter,
    ) -> None:
        self._list_dead_letters = list_dead_letters
        self._replay = replay
        self._discard = discard

    @route.get("", operation_id="list_dead_letters", summary="List dead letters", response_model=PageOut[DeadLetterOut])
    async def list_all(
        self,
        page: Page,
        _: Admin,
        consumer: TextFilter = None,
        type: TextFilter = None,  # noqa: A002 the parameter's name is the contract
    ) -> Response:
        """Lists the events that a consumer could not process, each with its last error."""
        found = await self._list_dead_letters(page.page_request, DeadLetterFilter(consumer=consumer, event_type=type))
        return to_response(page.respond(found, _out))

    @route.post(
        "/replay",
        operation_id="replay_dead_letters",
        summary="Replay dead letters",
        response_model=ReplayedDeadLettersOut,
    )
    async def replay(self, body: DeadLettersIn, call: AdminCommand) -> Response:
        """Delivers dead letters again. A repeat has no further effect, because each event is applied once.

        `replayed` is 0 if no dead letter matched.
        """
        command = ReplayDeadLettersCommand(
            principal=call.principal, metadata=call.metadata, where=DeadLetterFilter(body.ids, body.consumer, body.type)
        )
        return await call.execute(self._replay, command, lambda number: ok(ReplayedDeadLettersOut(replayed=number)))

    @route.post(
        "/{letter_id:int}/discard",
        operation_id="discard_dead_letter",
        summary="Discard a dead letter",
        response_model=DeadLetterOut,
    )
    async def discard(self, letter_id: PathId, call: AdminCommand) -> Response:
        """The event is not delivered to this consumer again."""
        return await call.execute(
            self._discard,
            DiscardDeadLetterCommand(principal=call.principal, metadata=call.metadata, letter_id=letter_id),
            lambda letter: ok(_out(letter)),
        )


def _out(letter: DeadLetter) -> DeadLetterOut:
    return DeadLetterOut(
        id=letter.id,
        event_id=letter.event_id,
        event_type=letter.event_type,
        aggregate_type=letter.aggregate_type,
        aggregate_id=letter.aggregate_id,
        consumer=letter.consumer,
        attempts=letter.attempts,
        error=letter.error,
        created_at=letter.created_at,
    )

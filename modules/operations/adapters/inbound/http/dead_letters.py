"""`/v1/admin/dead-letters`: failed deliveries that are not retried."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import ConfigDict, Field
from starlette.responses import Response

from modules.operations.application.dead_letter_queries import ListDeadLetters
from modules.operations.application.discard_dead_letter import DiscardDeadLetterCommand
from modules.operations.application.replay_dead_letters import ReplayDeadLettersCommand
from modules.operations.domain.dead_letter import DeadLetter, DeadLetterFilter
from modules.operations.ports.dead_letters import SORTS
from shared.infra.http.access.command_request import CommandRequest, UseCase
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.requests.fields import Id, InModel, Line, OutModel, PathId
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.routers import router
from shared.kernel.principal import Principal

_SCOPE = "system:admin"
TextFilter = Annotated[str | None, Query(max_length=200)]


class DeadLetterOut(OutModel):
    id: int
    event_id: UUID
    event_type: str
    aggregate_type: str
    aggregate_id: str
    consumer: str = Field(examples=["notifications.welcome"])
    attempts: int
    error: str = Field(description="The error of the last attempt.")
    created_at: datetime


class LettersIn(InModel):
    """The dead letters to replay: those that match all given fields, or all if none is given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"consumer": "notifications.welcome"}]})

    ids: list[Id] | None = Field(None, min_length=1, max_length=1000)
    consumer: Line | None = None
    type: Line | None = Field(None, examples=["users.user.registered"])


class LettersReplayedOut(OutModel):
    replayed: int


def create_dead_letters_router(
    list_dead_letters: ListDeadLetters,
    replay: UseCase[ReplayDeadLettersCommand, int],
    discard: UseCase[DiscardDeadLetterCommand, DeadLetter],
    guard: Authorizer,
) -> APIRouter:
    routes = router("/v1/admin/dead-letters", tags=["operations"])
    listing = guard.list_endpoint("dead-letters", SORTS, ("-created_at",))

    @routes.get(
        "", operation_id="list_dead_letters", summary="List dead letters", response_model=PageOut[DeadLetterOut]
    )
    async def listed(
        window: Annotated[PageParameters, Depends(listing)],
        _: Annotated[Principal, Depends(guard(_SCOPE))],
        consumer: TextFilter = None,
        type: TextFilter = None,  # noqa: A002 the parameter's name is the contract
    ) -> Response:
        page = await list_dead_letters(window.page_request, DeadLetterFilter(consumer=consumer, event_type=type))
        return to_response(window.respond(page, _out))

    @routes.post(
        "/replay", operation_id="replay_dead_letters", summary="Replay dead letters", response_model=LettersReplayedOut
    )
    async def replayed(body: LettersIn, call: Annotated[CommandRequest, Depends(guard.command(_SCOPE))]) -> Response:
        """Delivers dead letters again. A repeat has no further effect, because each event is applied once.

        `replayed` is 0 if no dead letter matched.
        """
        command = ReplayDeadLettersCommand(
            principal=call.principal, metadata=call.metadata, where=DeadLetterFilter(body.ids, body.consumer, body.type)
        )
        return await call.execute(replay, command, lambda number: ok(LettersReplayedOut(replayed=number)))

    @routes.post(
        "/{letter_id:int}/discard",
        operation_id="discard_dead_letter",
        summary="Discard a dead letter",
        response_model=DeadLetterOut,
    )
    async def discarded(letter_id: PathId, call: Annotated[CommandRequest, Depends(guard.command(_SCOPE))]) -> Response:
        return await call.execute(
            discard,
            DiscardDeadLetterCommand(principal=call.principal, metadata=call.metadata, letter_id=letter_id),
            lambda letter: ok(_out(letter)),
        )

    return routes


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

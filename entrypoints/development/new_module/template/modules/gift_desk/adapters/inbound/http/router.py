"""Routes for `/v1/gift-cards`."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import StringConstraints
from starlette.responses import Response

from modules.gift_desk.adapters.inbound.http.requests import GiftCardIn
from modules.gift_desk.adapters.inbound.http.responses import GiftCardOut, gift_card_out
from modules.gift_desk.application.archive_gift_card import ArchiveGiftCard, ArchiveGiftCardCommand
from modules.gift_desk.application.create_gift_card import CreateGiftCard, CreateGiftCardCommand
from modules.gift_desk.application.get_gift_card import GetGiftCard
from modules.gift_desk.domain.gift_card import MAX_NAME_LENGTH, GiftCardState, Status
from modules.gift_desk.ports.gift_cards import SORTS, GiftCardFilter, GiftCardQueries
from shared.infra.http import route
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import command, requires
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId, Text
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

Read = Annotated[Principal, Depends(requires("gift_cards:read"))]
Write = Annotated[CommandRequest, Depends(command("gift_cards:write"))]
Create = Annotated[CommandRequest, Depends(command("gift_cards:write", keyed="required"))]
Page = Annotated[PageParameters, Depends(ListEndpoint("gift-cards", SORTS, ("-created_at",)))]
NamePart = Annotated[Text, StringConstraints(max_length=MAX_NAME_LENGTH)]


class GiftCardRoutes(RouteClass, prefix="/v1/gift-cards", tags=["gift cards"]):
    def __init__(
        self,
        *,
        queries: GiftCardQueries,
        get_gift_card: GetGiftCard,
        create_gift_card: CreateGiftCard,
        archive_gift_card: ArchiveGiftCard,
    ) -> None:
        self._queries = queries
        self._get_gift_card = get_gift_card
        self._create_gift_card = create_gift_card
        self._archive_gift_card = archive_gift_card

    @route.get("", operation_id="list_gift_cards", summary="List gift cards", response_model=PageOut[GiftCardOut])
    async def list_all(
        self,
        page: Page,
        _: Read,
        q: Annotated[NamePart | None, Query(description="Part of the name.")] = None,
        status: Annotated[Status | None, Query(description="Only gift cards with this status.")] = None,
    ) -> Response:
        """Lists active and archived gift cards, newest first by default."""
        found = await self._queries.list_gift_cards(GiftCardFilter(q or None, status), page.page_request)
        return to_response(page.respond(found, gift_card_out))

    @route.post(
        "",
        operation_id="create_gift_card",
        summary="Create a gift card",
        status_code=201,
        response_model=GiftCardOut,
        responses=problem_responses("gift_card_taken"),
    )
    async def create(self, body: GiftCardIn, call: Create) -> Response:
        """The name must be unique."""
        wanted = CreateGiftCardCommand(
            principal=call.principal,
            metadata=call.metadata,
            name=body.name,
        )
        return await call.execute(self._create_gift_card, wanted, _created)

    @route.get(
        "/{gift_card_id:int}", operation_id="get_gift_card", summary="Get a gift card", response_model=GiftCardOut
    )
    async def get(self, gift_card_id: PathId, _: Read) -> Response:
        """Returns archived gift cards too."""
        return to_response(_rendered(await self._get_gift_card(gift_card_id)))

    @route.post(
        "/{gift_card_id:int}/archive",
        operation_id="archive_gift_card",
        summary="Archive a gift card",
        response_model=GiftCardOut,
        responses=problem_responses("gift_card_archived", "version_mismatch"),
    )
    async def archive(self, gift_card_id: PathId, version: ExpectedVersion, call: Write) -> Response:
        """An archived gift card stays readable and cannot be used anymore."""
        wanted = ArchiveGiftCardCommand(
            principal=call.principal, metadata=call.metadata, gift_card_id=gift_card_id, expected_version=version
        )
        return await call.execute(self._archive_gift_card, wanted, _rendered)


def _created(gift_card: GiftCardState) -> StoredResponse:
    return created(f"/v1/gift-cards/{gift_card.id}", gift_card_out(gift_card), gift_card.version)


def _rendered(gift_card: GiftCardState) -> StoredResponse:
    return ok(gift_card_out(gift_card), gift_card.version)

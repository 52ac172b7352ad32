"""Response model of gift cards."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from modules.gift_desk.domain.gift_card import GiftCardState, Status
from shared.infra.http.requests.fields import OutModel, enum_schema


class GiftCardOut(OutModel):
    """A gift card with its status."""

    id: int = Field(description="The gift card's id.", examples=[7])
    name: str = Field(description="The gift card's name.", examples=["First gift card"])
    status: Annotated[str, enum_schema(Status)] = Field(description="The gift card's status.", examples=["active"])
    created_by: int | None = Field(
        description="Id of the user who created the gift card; null once the account is deleted.", examples=[5]
    )
    version: int
    created_at: datetime
    updated_at: datetime


def gift_card_out(gift_card: GiftCardState) -> GiftCardOut:
    return GiftCardOut(
        id=gift_card.id,
        name=gift_card.name,
        status=gift_card.status,
        created_by=gift_card.created_by,
        version=gift_card.version,
        created_at=gift_card.created_at,
        updated_at=gift_card.updated_at,
    )

"""Request models of gift cards."""

from typing import Annotated

from pydantic import Field, StringConstraints

from modules.gift_desk.domain.gift_card import MAX_NAME_LENGTH
from shared.infra.http.requests.fields import ONE_LINE, InModel

Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME_LENGTH), ONE_LINE]


class GiftCardIn(InModel):
    """A new gift card."""

    name: Name = Field(description="The gift card's name; no two have the same.", examples=["First gift card"])

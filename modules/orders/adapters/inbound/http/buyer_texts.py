"""Texts that the buyer gives with an order, in requests and responses.

pydantic lists the fields of the last base class first: a model that continues a list of fields names its bases in
reverse.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.infra.http.requests.fields import PROSE, InModel, Note, OutModel

GiftMessage = Annotated[str, StringConstraints(max_length=500), PROSE]
_GIFT_MESSAGE = Field(
    description="A message for the recipient, printed on the packing slip. It may have several lines.",
    examples=["Happy birthday!\nYours, Ada"],
)


class BuyerTextsIn(InModel):
    """In the request that places an order and in the one that updates it, where `null` removes a text."""

    note: Note | None = None
    gift_message: Annotated[GiftMessage | None, _GIFT_MESSAGE] = None


class BuyerTextsOut(OutModel):
    note: str | None
    gift_message: Annotated[GiftMessage | None, _GIFT_MESSAGE]

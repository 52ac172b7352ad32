"""Texts that the buyer gives with an order, in requests and responses.

pydantic lists the fields of the last base class first: a model that continues a list of fields names its bases in
reverse.
"""

from shared.infra.http.requests.fields import InModel, Note, OutModel


class BuyerTextsIn(InModel):
    """In the request that places an order and in the one that updates it, where `null` removes a text."""

    note: Note | None = None


class BuyerTextsOut(OutModel):
    note: str | None

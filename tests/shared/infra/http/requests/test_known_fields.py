"""The error of an unknown field names the known field that it resembles, and its place in the body."""

from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from shared.infra.http.requests.known_fields import known_fields
from shared.infra.http.requests.validation import document_validation_error, validation_error
from shared.kernel.errors import Invalid
from tests.shared.infra.http.small_shop import Shop


class Card(BaseModel):
    kind: Literal["card"]
    token: str


class Cash(BaseModel):
    kind: Literal["cash"]
    given_cents: int


class Item(BaseModel):
    sku: str


class Body(BaseModel):
    items: list[Item]
    note: str | None = None
    by_name: dict[str, Item] = Field(default_factory=dict)
    payment: Annotated[Card | Cash, Field(discriminator="kind")] | None = None
    named: str = Field(default="", alias="the-name")


@pytest.mark.parametrize(
    ("location", "names"),
    [
        (("notes",), {"items", "note", "by_name", "payment", "the-name"}),
        (("items", 0, "skus"), {"sku"}),
        (("by_name", "x", "skus"), {"sku"}),
        (("payment", "card", "tokens"), {"kind", "token", "given_cents"}),
        (("note", "x"), set()),
    ],
)
def test_the_fields_of_a_place(location: tuple[str | int, ...], names: set[str]) -> None:
    assert known_fields(Body, location) == names


async def test_an_unknown_field_suggests_the_nearest(shop: Shop) -> None:
    response = await shop.http.post("/v1/things", json={"name": "a", "price_cent": 5, "colour": "red"})
    messages = {error["pointer"]: error["message"] for error in response.json()["errors"]}
    assert messages["/price_cent"] == "There is no such field. Did you mean `price_cents`?"
    assert messages["/colour"] == "There is no such field."


async def test_an_unknown_parameter_suggests_the_nearest(shop: Shop) -> None:
    response = await shop.http.get("/v1/things?limt=3")
    assert response.json()["detail"] == "The operation has no such query parameter. Did you mean `limit`?"


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Painted(BaseModel):
    kind: Literal["card", "cash"] = "card"
    colour: Colour = Colour.RED
    payment: Annotated[Card | Cash, Field(discriminator="kind")] | None = None
    size: Literal[1, 2] = 1


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"kind": "crad"}, "Input should be 'card' or 'cash'. Did you mean `card`?"),
        ({"kind": "zzz"}, "Input should be 'card' or 'cash'."),
        ({"kind": 7}, "Input should be 'card' or 'cash'."),
        ({"colour": "GREN"}, "Input should be 'red' or 'green'. Did you mean `green`?"),
        ({"payment": {"kind": "crad"}}, "Input should be 'card', 'cash'. Did you mean `card`?"),
        ({"payment": {"kind": "zzz"}}, "Input should be 'card', 'cash'."),
        ({"size": "x"}, "Input should be 1 or 2."),
    ],
)
def test_an_unknown_value_suggests_the_nearest_and_lists_all(document: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Painted.model_validate(document)
    refusal = document_validation_error(caught.value, Painted)
    assert isinstance(refusal, Invalid)
    assert [error.message for error in refusal.errors] == [message]


async def test_an_unknown_value_of_a_request_suggests_the_nearest(shop: Shop) -> None:
    body = await shop.http.post("/v1/things", json={"name": "a", "price_cents": 5, "finish": "glosy"})
    query = await shop.http.get("/v1/things?finish=glosy")
    assert [response.json()["errors"][0]["message"] for response in (body, query)] == [
        "Input should be 'matt' or 'glossy'. Did you mean `glossy`?"
    ] * 2


def test_only_the_first_are_compared() -> None:
    errors = [{"type": "extra_forbidden", "loc": ("body", "notes"), "msg": ""} for _ in range(50)]
    refusal = validation_error(errors, Body)
    assert isinstance(refusal, Invalid)
    assert sum("Did you mean" in error.message for error in refusal.errors) == 10

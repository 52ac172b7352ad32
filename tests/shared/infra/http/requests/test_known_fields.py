"""An unknown field is told which known one it resembles, at its own place in the body."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from shared.infra.http.requests.known_fields import known_fields
from shared.infra.http.requests.validation import refusal_of
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


async def test_an_unknown_field_names_the_nearest(shop: Shop) -> None:
    answer = await shop.http.post("/v1/things", json={"name": "a", "price_cent": 5, "colour": "red"})
    messages = {error["pointer"]: error["message"] for error in answer.json()["errors"]}
    assert messages["/price_cent"] == "There is no such field. Did you mean `price_cents`?"
    assert messages["/colour"] == "There is no such field."


async def test_an_unknown_parameter_names_the_nearest(shop: Shop) -> None:
    answer = await shop.http.get("/v1/things?limt=3")
    assert answer.json()["detail"] == "The operation has no such query parameter. Did you mean `limit`?"


def test_only_the_first_are_compared() -> None:
    errors = [{"type": "extra_forbidden", "loc": ("body", "notes"), "msg": ""} for _ in range(50)]
    refusal = refusal_of(errors, Body)
    assert isinstance(refusal, Invalid)
    assert sum("Did you mean" in error.message for error in refusal.errors) == 10

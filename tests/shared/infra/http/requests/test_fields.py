"""Field types: JSON's own, taken literally."""

import re
from datetime import UTC, datetime
from typing import Annotated

import pytest
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from shared.infra.http.requests.described_patterns import LOCATION_CODE
from shared.infra.http.requests.fields import (
    WHITESPACE,
    Cents,
    Country,
    InModel,
    Instant,
    Note,
    OutModel,
    max_unstripped_length,
    optional_field,
)
from shared.infra.http.requests.validation import validation_error
from shared.infra.http.responses.rendered import json_body
from shared.kernel.errors import Invalid
from shared.kernel.values.countries import COUNTRIES

STRIPPED = TypeAdapter(Annotated[str, StringConstraints(strip_whitespace=True)])


class SaleIn(InModel):
    at: Instant | None = None
    amount_cents: Cents = 0
    country: Country = "GB"
    note: Note | None = None
    paid: bool = False
    tags: list[str] = Field(default_factory=list)


class SaleChangeIn(InModel):
    note: Note = optional_field()
    paid: bool = optional_field(example=True)


class SaleOut(OutModel):
    at: datetime


def test_whitespace_in_patterns_matches_what_is_stripped() -> None:
    blank = re.compile(f"[{WHITESPACE}]")
    for character in map(chr, [*range(1, 0x3100), 0xFE00, 0xFEFF, 0xFFFC]):
        assert (STRIPPED.validate_python(character) == "") == bool(blank.fullmatch(character)), ascii(character)


@pytest.mark.parametrize(
    "text", ["2026-11-21T09:30:00Z", "2026-11-21t09:30:00z", "2026-11-21T10:30:00+01:00", " 2026-11-21 09:30:00.000Z "]
)
def test_times_are_parsed_as_utc(text: str) -> None:
    at = SaleIn.model_validate({"at": text}).at
    assert at == datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    assert at is not None
    assert at.tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-21",
        "2026-11-21T09:30:00",
        "2026-02-30T09:30:00Z",
        "9999-12-31T23:59:59-23:59",
        1700000000,
        "1700000000",
        "now",
        "",
        True,
    ],
)
def test_invalid_times_are_rejected(value: object) -> None:
    with pytest.raises(ValidationError):
        SaleIn.model_validate({"at": value})


@pytest.mark.parametrize(
    "body",
    [
        {"amount_cents": "1"},
        {"amount_cents": 1.0},
        {"amount_cents": True},
        {"amount_cents": -1},
        {"amount_cents": 10**11 + 1},
        {"amount_cents": float("nan")},
        {"country": "gb"},
        {"country": "GBR"},
        {"country": "XX"},
        {"country": "UK"},
        {"paid": 1},
        {"paid": "true"},
        {"note": "a\0b"},
        {"note": "x" * 2001},
        {"tags": "ab"},
        {"tags": [1]},
        {"status": "paid"},
    ],
)
def test_values_are_not_coerced(body: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SaleIn.model_validate(body)


def test_an_unknown_country_is_rejected() -> None:
    with pytest.raises(ValidationError) as caught:
        SaleIn.model_validate({"country": "XX"})
    refusal = validation_error([dict(one) for one in caught.value.errors(include_url=False)])
    assert isinstance(refusal, Invalid)
    (error,) = refusal.errors
    assert (error.pointer, error.code) == ("/country", "country_unknown")
    assert "two capital letters" in error.message
    assert {SaleIn.model_validate({"country": code}).country for code in COUNTRIES} == COUNTRIES
    assert len(COUNTRIES) == 249


def test_a_similar_country_is_suggested() -> None:
    with pytest.raises(ValidationError, match=r"Did you mean `GB`\?"):
        SaleIn.model_validate({"country": "gb"})


def test_the_error_of_an_invalid_text_names_its_form() -> None:
    class ParcelIn(InModel):
        code: Annotated[str, StringConstraints(pattern=r"^[a-z]{3}$")]
        location_code: Annotated[str, StringConstraints(pattern=LOCATION_CODE)]

    with pytest.raises(ValidationError) as caught:
        ParcelIn.model_validate({"code": "A", "location_code": "main"})
    error = validation_error([dict(one) for one in caught.value.errors(include_url=False)])
    assert isinstance(error, Invalid)
    plain, named = error.errors
    assert (plain.code, named.code) == ("invalid_format", "invalid_format")
    assert plain.message == "The text does not have the required form: it has the pattern ^[a-z]{3}$."
    assert named.message.endswith(": 1 to 10 capital letters, digits or hyphens, like MAIN.")


def test_text_is_stripped() -> None:
    assert SaleIn.model_validate({"note": "  a b \n"}).note == "a b"


def test_times_are_serialized_with_z() -> None:
    assert json_body(SaleOut(at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC))) == b'{"at":"2026-11-21T09:30:00Z"}'


def test_omitted_patch_fields_are_unset_and_null_is_rejected() -> None:
    assert SaleChangeIn.model_validate({"paid": False}).model_fields_set == {"paid"}
    with pytest.raises(ValidationError):
        SaleChangeIn.model_validate({"note": None})


def test_a_patch_is_documented_without_defaults() -> None:
    fields = SaleChangeIn.model_json_schema()["properties"]
    assert not [name for name, schema in fields.items() if "default" in schema]
    assert "examples" not in fields["note"]
    assert fields["paid"]["examples"] == [True]


def test_surrounding_whitespace_counts_towards_the_maximum_length() -> None:
    word = TypeAdapter(Annotated[str, StringConstraints(max_length=5, strip_whitespace=True), max_unstripped_length(5)])
    assert word.validate_python(" abc ") == "abc"
    with pytest.raises(ValidationError, match="at most 5 characters"):
        word.validate_python("  abc ")

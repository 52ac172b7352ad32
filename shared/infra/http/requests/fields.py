"""Field types of request and response models. JSON's own types only: no `"7"`, no `true` for 1."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError
from pydantic_core.core_schema import no_info_after_validator_function

from shared.infra.http.requests.canonical_json import canonical_json
from shared.kernel.values.countries import COUNTRIES
from shared.kernel.values.quantity import MAX_LINE_QUANTITY
from shared.kernel.values.suggestions import did_you_mean
from shared.kernel.values.text import TextError, check_line, check_phone, first_control_character

MAX_ID = 2**53 - 1
"""The largest integer that every JSON reader represents exactly."""

WHITESPACE = r"\x09-\x0d\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""Unicode's white space, which is what is stripped, for a character class of a pattern.

It is written out because `\\s` differs in JavaScript, whose patterns JSON Schema uses.
"""

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DIGITS = re.compile(r"-?\d{1,19}", re.ASCII)


class InModel(BaseModel):
    """Base of request bodies: unknown fields are rejected, strings are stripped, types are not converted.

    Because strict mode accepts JSON's own types only, use `Literal` for enumerations and `Instant`
    for times.
    """

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        str_strip_whitespace=True,
        allow_inf_nan=False,
        frozen=True,
        hide_input_in_errors=True,
    )


class FormModel(BaseModel):
    """Base of form bodies: like `InModel`, but all values are sent as text.

    Texts are converted to their canonical form here; those of JSON bodies are converted when the body is parsed.
    """

    model_config = ConfigDict(
        extra="forbid", str_strip_whitespace=True, allow_inf_nan=False, frozen=True, hide_input_in_errors=True
    )

    @model_validator(mode="before")
    @classmethod
    def _canonical(cls, values: Any) -> Any:
        return canonical_json(values) if isinstance(values, dict) else values


class OutModel(BaseModel):
    """Base of response bodies. Times are written in UTC as RFC 3339 with `Z`."""

    model_config = ConfigDict(frozen=True)


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("NUL characters are no text")
    return text


@dataclass(frozen=True, slots=True)
class _Checked:
    """A text that is checked by a function and documented by a pattern, which matches every text that passes."""

    check: Callable[[str], str]
    pattern: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        shown = handler(schema)
        # A text that may be empty or blank has the pattern of every text.
        return {**shown, "pattern": self.pattern} if shown.get("minLength") else shown


def _without(flaw_of: Callable[[str], TextError | None]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if (flaw := flaw_of(text)) is not None:
            raise PydanticCustomError(flaw.code, "{message}", {"message": flaw.message})
        return text

    return check


def _prose(text: str) -> str:
    if (name := first_control_character(text)) is not None:
        raise PydanticCustomError("control_character", "The character {name} is no text: leave it out.", {"name": name})
    return text


def _instant(value: Any) -> datetime:
    if isinstance(value, str) and _RFC3339.fullmatch(value.strip()):
        try:
            return datetime.fromisoformat(value.strip().upper()).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValueError("a date and time that exist are expected") from error
    raise ValueError("an RFC 3339 date and time with its offset is expected, like 2026-11-21T09:30:00Z")


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def enum_schema(of: type[StrEnum]) -> WithJsonSchema:
    """Document the values inline: as components, enumerations of the same name would be named by their modules."""
    return WithJsonSchema({"type": "string", "enum": [member.value for member in of]})


def optional_field(*, example: object = None) -> Any:
    """A field that may be omitted from a patch but not be null; `model_fields_set` contains the sent fields."""
    return Field(default=None, json_schema_extra=_without_default, examples=None if example is None else [example])


def max_unstripped_length(most: int) -> BeforeValidator:
    """Limit the length before stripping, because the documented limit counts blanks at the ends."""

    def measure(value: Any) -> Any:
        if isinstance(value, str) and len(value) > most:
            raise PydanticKnownError("string_too_long", {"max_length": most})
        return value

    return BeforeValidator(measure)


def _known_country(code: str) -> str:
    if code not in COUNTRIES:
        message = "There is no country of this code in ISO 3166-1: it has two capital letters, like GB.{hint}"
        raise PydanticCustomError("country_unknown", message, {"hint": did_you_mean(code, COUNTRIES)})
    return code


def _true_or_false(value: Any) -> Any:
    if isinstance(value, str) and value.lower() not in {"true", "false"}:
        raise ValueError("true or false is expected")
    return value


def _digits(value: Any) -> Any:
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("a whole number is expected")
    return value


Text = Annotated[str, AfterValidator(_no_nul)]
"""Any text without NUL characters."""

ONE_LINE = _Checked(_without(check_line), r"[^\s\x00-\x1f]")
"""For a text on one line: no control characters, at least one visible character, no joiner at its ends."""

PROSE = _Checked(_prose, r"[^\s\x00]")
"""For a text of several lines."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=200), ONE_LINE]
"""A non-empty line of text of at most 200 characters: a name, a street, a title."""

Note = Annotated[str, StringConstraints(max_length=2000), PROSE]
"""Free text of at most 2,000 characters."""

Phone = Annotated[
    str,
    StringConstraints(min_length=3, max_length=40),
    _Checked(_without(check_phone), r"^\s*\S(.*\S){2}\s*$"),
    max_unstripped_length(40),
]
"""A telephone number as people write it: digits of any script, extensions, spaces of any kind."""

Reason = Annotated[str, StringConstraints(min_length=1, max_length=200), PROSE]
"""The reason for a change, at most 200 characters."""

Id = Annotated[int, Field(gt=0, le=MAX_ID)]
"""An id in a body."""

PathId = Annotated[int, Path(gt=0, le=MAX_ID)]
"""An id in a path, `{name:int}`; any other text is answered with 404."""

Cents = Annotated[int, Field(ge=0, le=10**11)]
"""An amount in minor units, at most 1,000,000,000 major units."""

PositiveCents = Annotated[int, Field(gt=0, le=10**11)]
"""A positive amount in minor units."""

Quantity = Annotated[int, Field(gt=0, le=MAX_LINE_QUANTITY)]
"""Units of one item in one line."""

BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
"""A share in hundredths of a percent."""

IdentifierText = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_no_nul)]
"""An identifier as text; the domain checks its format."""

Country = Annotated[
    str,
    AfterValidator(_known_country),
    Field(description="ISO 3166-1 alpha-2."),
    WithJsonSchema({"type": "string", "enum": sorted(COUNTRIES)}),
]
"""An assigned ISO 3166-1 alpha-2 code; any other is rejected with `country_unknown`."""

_DateTimeText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]

Instant = Annotated[datetime, BeforeValidator(_instant, json_schema_input_type=_DateTimeText)]
"""A point in time, RFC 3339 with an offset; converted to UTC."""

FormFlag = Annotated[bool, BeforeValidator(_true_or_false)]
"""A boolean in a form: `true` or `false`, regardless of case, because languages write them differently."""

QueryInt = Annotated[int, BeforeValidator(_digits)]
"""An integer in a query string: only digits.

Declare its range before this type, otherwise the API document omits the range:
`Annotated[int, Field(ge=1, le=9), QueryDigits]`.
"""

QueryDigits = BeforeValidator(_digits)

QueryId = Annotated[int, Field(gt=0, le=MAX_ID), BeforeValidator(_digits)]
"""An id in a query string."""

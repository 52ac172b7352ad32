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
"""The largest integer every JSON reader keeps exact."""

WHITESPACE = r"\x09-\x0d\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""For a class in a pattern: what Unicode calls white space, which is what is stripped.

Spelt out, for `\\s` is something else to JavaScript, whose patterns are JSON Schema's.
"""

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DIGITS = re.compile(r"-?\d{1,19}", re.ASCII)


class InModel(BaseModel):
    """A request's body: unknown fields are refused, strings stripped, types taken literally.

    Strict mode takes JSON's types as they are: use `Literal` for enumerations and `Instant`
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
    """A form's body: like `InModel`, but all values arrive as text, whose canonical form is taken here.

    Of JSON it is taken where the body is read.
    """

    model_config = ConfigDict(
        extra="forbid", str_strip_whitespace=True, allow_inf_nan=False, frozen=True, hide_input_in_errors=True
    )

    @model_validator(mode="before")
    @classmethod
    def _canonical(cls, values: Any) -> Any:
        return canonical_json(values) if isinstance(values, dict) else values


class OutModel(BaseModel):
    """An answer's body. Times in UTC are written as RFC 3339 with `Z`."""

    model_config = ConfigDict(frozen=True)


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("NUL characters are no text")
    return text


@dataclass(frozen=True, slots=True)
class _Checked:
    """A text that a function checks, beside the pattern that the document shows. The pattern takes no less."""

    check: Callable[[str], str]
    pattern: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        shown = handler(schema)
        # What may be empty, or nothing but blanks, has the pattern that every text has.
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
    """Shows the values where they are used: enumerations of one name would be called after where they are written."""
    return WithJsonSchema({"type": "string", "enum": [member.value for member in of]})


def optional_field(*, example: object = None) -> Any:
    """A field that may be left out of a patch but not be null; `model_fields_set` tells whether it was."""
    return Field(default=None, json_schema_extra=_without_default, examples=None if example is None else [example])


def max_unstripped_length(most: int) -> BeforeValidator:
    """For a text whose pattern has room for blanks at its ends: they count, or a text too long would be taken."""

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
"""For a text that people read on one line: no control characters, something to see, no joiner at its ends."""

PROSE = _Checked(_prose, r"[^\s\x00]")
"""For a text of any number of lines."""

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
"""Why something is done, in at most 200 characters."""

Id = Annotated[int, Field(gt=0, le=MAX_ID)]
"""An id in a body."""

PathId = Annotated[int, Path(gt=0, le=MAX_ID)]
"""An id in a path, `{name:int}`; what cannot be one is not found."""

Cents = Annotated[int, Field(ge=0, le=10**11)]
"""An amount in minor units, at most a thousand million of the major one."""

PositiveCents = Annotated[int, Field(gt=0, le=10**11)]
"""An amount in minor units that is not nothing."""

Quantity = Annotated[int, Field(gt=0, le=MAX_LINE_QUANTITY)]
"""Units of one item in one line."""

BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
"""A share in hundredths of a percent."""

SkuText = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_no_nul)]
"""A SKU as text; whether it has the shop's pattern is the domain's to say."""

Country = Annotated[
    str,
    AfterValidator(_known_country),
    Field(description="ISO 3166-1 alpha-2."),
    WithJsonSchema({"type": "string", "enum": sorted(COUNTRIES)}),
]
"""The ISO 3166-1 alpha-2 code of a country there is; of another: `country_unknown`."""

_DateTimeText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]

Instant = Annotated[datetime, BeforeValidator(_instant, json_schema_input_type=_DateTimeText)]
"""A point in time, RFC 3339 with an offset; converted to UTC."""

FormFlag = Annotated[bool, BeforeValidator(_true_or_false)]
"""A boolean in a form: `true` or `false`, regardless of case, as clients write the two in their own languages."""

QueryInt = Annotated[int, BeforeValidator(_digits)]
"""A whole number in a query string: digits and nothing else.

For one in a range, name the range first, or the documentation will not know it:
`Annotated[int, Field(ge=1, le=9), QueryDigits]`.
"""

QueryDigits = BeforeValidator(_digits)

QueryId = Annotated[int, Field(gt=0, le=MAX_ID), BeforeValidator(_digits)]
"""An id in a query string."""

"""Field types for what comes in and goes out. JSON's own types only: no `"7"`, no `true` for 1."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError, PydanticKnownError

from shared.kernel.countries import COUNTRIES

LARGEST_ID = 2**53 - 1
"""The largest integer every JSON reader keeps exact."""

BLANK = r"\x09-\x0d\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""For a class in a pattern: what Unicode calls white space, which is what is stripped.

Spelt out, for `\\s` is something else to JavaScript, whose patterns are JSON Schema's.
"""

ONE_LINE = rf"^[^\x00-\x1f]*[^{BLANK}\x00-\x1f][^\x00-\x1f]*$"
"""Text on one line with something in it. It says the same of a text before and after it is stripped."""

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
    """A form's body: like `InModel`, but all values arrive as text."""

    model_config = ConfigDict(
        extra="forbid", str_strip_whitespace=True, allow_inf_nan=False, frozen=True, hide_input_in_errors=True
    )


class OutModel(BaseModel):
    """An answer's body. Times in UTC are written as RFC 3339 with `Z`."""

    model_config = ConfigDict(frozen=True)


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("NUL characters are no text")
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


def choice(of: type[StrEnum]) -> WithJsonSchema:
    """Shows the values where they are used: enumerations of one name would be called after where they are written."""
    return WithJsonSchema({"type": "string", "enum": [member.value for member in of]})


def left_out(*, example: object = None) -> Any:
    """A field that may be left out of a patch but not be null; `model_fields_set` tells whether it was."""
    return Field(default=None, json_schema_extra=_without_default, examples=None if example is None else [example])


def measured_whole(most: int) -> BeforeValidator:
    """For a text whose pattern has room for blanks at its ends: they count, or a text too long would be taken."""

    def measure(value: Any) -> Any:
        if isinstance(value, str) and len(value) > most:
            raise PydanticKnownError("string_too_long", {"max_length": most})
        return value

    return BeforeValidator(measure)


def _known_country(code: str) -> str:
    if code not in COUNTRIES:
        raise PydanticCustomError("country_unknown", "There is no country of this code in ISO 3166-1.")
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

Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_no_nul)]
"""A non-empty line of text of at most 200 characters: a name, a street, a title."""

Note = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_no_nul)]
"""Free text of at most 2,000 characters."""

Id = Annotated[int, Field(gt=0, le=LARGEST_ID)]
"""An id in a body."""

PathId = Annotated[int, Path(gt=0, le=LARGEST_ID)]
"""An id in a path, `{name:int}`; what cannot be one is not found."""

Cents = Annotated[int, Field(ge=0, le=10**11)]
"""An amount in minor units, at most a thousand million of the major one."""

PositiveCents = Annotated[int, Field(gt=0, le=10**11)]
"""An amount in minor units that is not nothing."""

Quantity = Annotated[int, Field(gt=0, le=100_000)]
"""Units of one product in one line."""

BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
"""A share in hundredths of a percent."""

SkuText = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_no_nul)]
"""A SKU as text; whether it has the shop's pattern is the domain's to say."""

Country = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{2}$"),
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

QueryId = Annotated[int, Field(gt=0, le=LARGEST_ID), BeforeValidator(_digits)]
"""An id in a query string."""

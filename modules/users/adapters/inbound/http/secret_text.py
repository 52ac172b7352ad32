"""Passwords and secrets as text that is taken as it is: blanks at either end belong to it."""

from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError, PydanticKnownError

LONGEST = 1024


def _as_it_is(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticKnownError("string_type")
    if len(value) > LONGEST:
        raise PydanticKnownError("string_too_long", {"max_length": LONGEST})
    if "\0" in value:
        raise PydanticCustomError("invalid_text", "NUL characters are no text")
    return value


SecretText = Annotated[str, PlainValidator(_as_it_is), WithJsonSchema({"type": "string", "maxLength": LONGEST})]
"""A secret to compare."""

PasswordText = Annotated[
    str,
    PlainValidator(_as_it_is),
    WithJsonSchema({"type": "string", "format": "password", "minLength": 8, "maxLength": 128}),
]
"""A password to set; what makes one acceptable is the domain's to say."""

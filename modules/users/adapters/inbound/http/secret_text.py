"""Passwords and secrets as text that is taken as it is: blanks at either end belong to it."""

from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

LONGEST = 1024


def _as_it_is(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is expected")
    if len(value) > LONGEST:
        raise ValueError(f"at most {LONGEST} characters are expected")
    if "\0" in value:
        raise ValueError("NUL characters are no text")
    return value


SecretText = Annotated[
    str,
    PlainValidator(_as_it_is),
    WithJsonSchema({"type": "string", "maxLength": LONGEST, "pattern": r"^[^\u0000]*$"}),
]
"""A secret to compare."""

PasswordText = Annotated[
    str,
    PlainValidator(_as_it_is),
    WithJsonSchema({"type": "string", "format": "password", "minLength": 8, "maxLength": 128}),
]
"""A password to set; what makes one acceptable is the domain's to say."""

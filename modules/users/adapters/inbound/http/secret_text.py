"""Passwords and secrets as text that is taken as it is: blanks at either end belong to it."""

from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

MAX_LENGTH = 1024


def _verbatim(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is expected")
    if len(value) > MAX_LENGTH:
        raise ValueError(f"at most {MAX_LENGTH} characters are expected")
    if "\0" in value:
        raise ValueError("NUL characters are no text")
    return value


SecretText = Annotated[
    str,
    PlainValidator(_verbatim),
    WithJsonSchema({"type": "string", "maxLength": MAX_LENGTH, "pattern": r"^[^\u0000]*$"}),
]
"""A secret to compare."""

PasswordText = Annotated[
    str,
    PlainValidator(_verbatim),
    WithJsonSchema({"type": "string", "format": "password", "minLength": 8, "maxLength": 128}),
]
"""A password to set; what makes one acceptable is the domain's to say."""

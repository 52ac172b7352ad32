"""Text fields for passwords and secrets. The text is used verbatim, including leading and trailing spaces."""

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
"""A secret that is compared with a stored one."""

PasswordText = Annotated[
    str,
    PlainValidator(_verbatim),
    WithJsonSchema({"type": "string", "format": "password", "minLength": 8, "maxLength": 128}),
]
"""A new password. The domain validates it."""

"""Validation errors as field errors that name the place and never repeat what was sent."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from shared.infra.http.requests.known_fields import known_fields
from shared.kernel.errors import FieldError, Invalid, NotFound, Refusal
from shared.kernel.suggestions import did_you_mean

CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_pattern_mismatch": "invalid_format",
    "model_attributes_type": "object_type",
    "model_type": "object_type",
    "dict_type": "object_type",
}
_MESSAGES = {
    "missing": "This field is required.",
    "extra_forbidden": "There is no such field.",
    "string_pattern_mismatch": "The text does not have the required form.",
    "model_attributes_type": "An object is expected.",
    "model_type": "An object is expected.",
    "dict_type": "An object is expected.",
}
_NO_BODY = "The request has no body; a JSON document is expected."
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_EMAIL = "value is not a valid email address"
_MOST_HINTS = 10
MOST_ERRORS = 100
"""A body can be wrong in many thousand places; the first ones tell enough."""


def refusal_of(errors: Sequence[Mapping[str, Any]], model: object = None, *, depth: int = 0) -> Refusal:
    """Invalid with a pointer per error; NotFound where an id in the path cannot exist.

    `model` is the body's, or that of what is so many steps inside it: of an unknown field the nearest that it has is
    named.
    """
    if any(error["loc"][:1] == ("path",) for error in errors):
        return NotFound("resource")
    return Invalid(
        [
            _field_error(error, model if place < _MOST_HINTS else None, depth)
            for place, error in enumerate(errors[:MOST_ERRORS])
        ]
    )


def refusal_of_document(error: ValidationError, model: type[BaseModel], *at: str) -> Refusal:
    """The same for what was validated beside the body; `at` is where in the body it is from."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return refusal_of([{**one, "loc": ("body", *at, *one["loc"])} for one in found], model, depth=len(at))


def unknown_field(name: str, known: Collection[str]) -> FieldError:
    """The error of a field that is none of those known."""
    return FieldError(pointer([name]), "unknown_field", _MESSAGES["extra_forbidden"] + did_you_mean(name, known))


def pointer(location: Sequence[str | int]) -> str:
    """A JSON Pointer (RFC 6901); a name the caller made up is left out if it is no plain word."""
    steps = [step if isinstance(step, int) or _PLAIN_NAME.fullmatch(step) else "?" for step in location]
    return "".join(f"/{step}" for step in steps)


def _field_error(error: Mapping[str, Any], model: object, depth: int) -> FieldError:
    kind, location = error["type"], error["loc"]
    if kind == "missing" and location == ("body",):
        return FieldError("", "required", _NO_BODY)
    return FieldError(
        pointer=pointer(location[1:] if location[:1] == ("body",) else location),
        code=CODES.get(kind, kind),
        message=(_MESSAGES.get(kind) or _message(error["msg"])) + _hint(kind, location, model, depth),
    )


def _hint(kind: str, location: Sequence[str | int], model: object, depth: int) -> str:
    if kind != "extra_forbidden" or model is None or location[:1] != ("body",):
        return ""
    return did_you_mean(str(location[-1]), known_fields(model, location[1 + depth :]))


def _message(text: str) -> str:
    if text.startswith(_EMAIL):
        return "This is not a valid e-mail address."
    text = text.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."

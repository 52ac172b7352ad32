"""Convert validation errors to field errors, which contain the location and never repeat the input."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from shared.infra.http.requests.described_patterns import pattern_description
from shared.infra.http.requests.known_fields import known_fields
from shared.kernel.errors import DomainError, FieldError, Invalid, NotFound
from shared.kernel.values.suggestions import did_you_mean

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
    "model_attributes_type": "An object is expected.",
    "model_type": "An object is expected.",
    "dict_type": "An object is expected.",
}
_CHOICES: Mapping[str, tuple[str, str | None]] = {
    "literal_error": ("expected", None),
    "enum": ("expected", None),
    "union_tag_invalid": ("expected_tags", "tag"),
}
"""Errors of values outside a known set: the context's keys of the set and of the value (None: the input)."""

_CHOICE = re.compile(r"'([^']*)'")
_PATTERN_MISMATCH = "The text does not have the required form"
_NO_BODY = "The request has no body; a JSON document is expected."
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_EMAIL = "value is not a valid email address"
_MAX_HINTS = 10
MAX_ERRORS = 100
"""Maximum number of errors in a response: a body can contain many thousands."""


def validation_error(errors: Sequence[Mapping[str, Any]], model: object = None, *, depth: int = 0) -> DomainError:
    """Return Invalid with a pointer for each error, or NotFound if an id in the path is invalid.

    `model` is the model of the body, or of the part that is `depth` steps inside it. It is used to suggest the most
    similar field for an unknown field; for an unknown value, the most similar valid value is suggested.
    """
    if any(error["loc"][:1] == ("path",) for error in errors):
        return NotFound("resource")
    return Invalid(
        [
            _field_error(error, _hint(error, model, depth) if place < _MAX_HINTS else "")
            for place, error in enumerate(errors[:MAX_ERRORS])
        ]
    )


def document_validation_error(error: ValidationError, model: type[BaseModel], *at: str) -> DomainError:
    """Return the same for a document that was validated separately; `at` is its location in the body."""
    found = error.errors(include_url=False)
    return validation_error([{**one, "loc": ("body", *at, *one["loc"])} for one in found], model, depth=len(at))


def unknown_field(name: str, known: Collection[str]) -> FieldError:
    """Return the error of an unknown field."""
    return FieldError(json_pointer([name]), "unknown_field", _MESSAGES["extra_forbidden"] + did_you_mean(name, known))


def json_pointer(location: Sequence[str | int]) -> str:
    """Return a JSON Pointer (RFC 6901). Names with unusual characters, possibly made up, become `?`."""
    steps = [step if isinstance(step, int) or _PLAIN_NAME.fullmatch(step) else "?" for step in location]
    return "".join(f"/{step}" for step in steps)


def _field_error(error: Mapping[str, Any], hint: str) -> FieldError:
    kind, location = error["type"], error["loc"]
    if kind == "missing" and location == ("body",):
        return FieldError("", "required", _NO_BODY)
    return FieldError(
        pointer=json_pointer(location[1:] if location[:1] == ("body",) else location),
        code=CODES.get(kind, kind),
        message=_error_message(error) + hint,
    )


def _error_message(error: Mapping[str, Any]) -> str:
    kind = error["type"]
    if kind == "string_pattern_mismatch":
        # Some errors have no context, so the pattern is read from the message `String should match pattern '…'`.
        pattern = error["msg"].partition("'")[2].removesuffix("'")
        return f"{_PATTERN_MISMATCH}: {pattern_description(pattern)}."
    return _MESSAGES.get(kind) or _message(_choices(error) or error["msg"])


def _hint(error: Mapping[str, Any], model: object, depth: int) -> str:
    kind, location = error["type"], error["loc"]
    if kind in _CHOICES:
        choices, value = _CHOICES[kind]
        context = error.get("ctx", {})
        sent = error.get("input") if value is None else context.get(value)
        return did_you_mean(sent, _CHOICE.findall(context.get(choices, ""))) if isinstance(sent, str) else ""
    if kind != "extra_forbidden" or model is None or location[:1] != ("body",):
        return ""
    return did_you_mean(str(location[-1]), known_fields(model, location[1 + depth :]))


def _choices(error: Mapping[str, Any]) -> str | None:
    """Return the expected values if the library's own message would repeat the input."""
    if error["type"] != "union_tag_invalid":
        return None
    return f"Input should be {error['ctx']['expected_tags']}"


def _message(text: str) -> str:
    if text.startswith(_EMAIL):
        return "This is not a valid e-mail address."
    text = text.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."

"""Convert the texts of a JSON document to their canonical form, in which they are stored and compared."""

from typing import Any

from shared.infra.http.requests.validation import json_pointer
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.values.text import canonical_text


def canonical_json(value: Any, place: tuple[str | int, ...] = ()) -> Any:
    """Return the value with all texts and names in Normalization Form C.

    Raises Invalid `duplicate_key` if two names of an object are then equal.
    """
    if isinstance(value, str):
        return canonical_text(value)
    if isinstance(value, list):
        return [canonical_json(item, (*place, index)) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    members: dict[str, Any] = {}
    for name, member in value.items():
        here = (*place, canonical := canonical_text(name))
        if canonical in members:
            raise Invalid([FieldError(json_pointer(here), "duplicate_key", "The field occurs twice.")])
        members[canonical] = canonical_json(member, here)
    return members

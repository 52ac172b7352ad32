"""Nested values in a form, as Stripe writes them: `metadata[payment_id]=7`, `expand[]=latest_charge`."""

from typing import Any
from urllib.parse import parse_qsl

from entrypoints.development.payment_sandbox.stripe_api.errors import invalid

Form = dict[str, Any]
MOST_FIELDS = 500
DEEPEST = 5


def parsed(encoded: str) -> Form:
    """The form as nested mappings of texts; a list has its positions for keys. Raises Refusal."""
    form: Form = {}
    try:
        pairs = parse_qsl(encoded, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise invalid("Invalid request: too many parameters.") from None
    for key, value in pairs:
        _put(form, key.replace("]", "").split("["), value, key)
    return form


def _put(form: Form, path: list[str], value: str, key: str) -> None:
    *folders, name = path
    if len(folders) > DEEPEST:
        raise invalid(f"Invalid parameter name: {key[:40]}")
    place = form
    for folder in folders:
        place = place.setdefault(folder, {})
        if not isinstance(place, dict):
            raise invalid(f"Invalid object: {key[:40]}", param=path[0])
    if isinstance(place.get(name), dict):
        raise invalid(f"Invalid object: {key[:40]}", param=path[0])
    place[name or str(len(place))] = value

"""Nested form values in Stripe's notation: `metadata[payment_id]=7`, `expand[]=latest_charge`."""

from typing import Any
from urllib.parse import parse_qsl

from entrypoints.development.payment_sandbox.stripe_api.errors import invalid

Form = dict[str, Any]
MAX_FIELDS = 500
MAX_DEPTH = 5


def parse_form(encoded: str) -> Form:
    """Parse the form into nested mappings of strings; lists have their positions as keys. Raises StripeError."""
    form: Form = {}
    try:
        pairs = parse_qsl(encoded, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise invalid("Invalid request: too many parameters.") from None
    for key, value in pairs:
        _put(form, key.replace("]", "").split("["), value, key)
    return form


def _put(form: Form, path: list[str], value: str, key: str) -> None:
    *folders, name = path
    if len(folders) > MAX_DEPTH:
        raise invalid(f"Invalid parameter name: {key[:40]}")
    place = form
    for folder in folders:
        place = place.setdefault(folder, {})
        if not isinstance(place, dict):
            raise invalid(f"Invalid object: {key[:40]}", param=path[0])
    if isinstance(place.get(name), dict):
        raise invalid(f"Invalid object: {key[:40]}", param=path[0])
    place[name or str(len(place))] = value

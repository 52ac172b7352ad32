"""The user an event is about."""

from collections.abc import Mapping

_NAMES = ("customer_id", "user_id")


def user_id_in(data: Mapping[str, object]) -> int | None:
    """The user whom an event's data names."""
    found = (data.get(name) for name in _NAMES)
    return next((value for value in found if isinstance(value, int)), None)

"""The user an event is about."""

from collections.abc import Mapping

_NAMES = ("customer_id", "user_id")


def user_id_in(data: Mapping[str, object]) -> int | None:
    """The id of the user named in an event's data."""
    found = (data.get(name) for name in _NAMES)
    return next((value for value in found if isinstance(value, int)), None)

"""Globs of event types: one type, all types with a prefix (`orders.*`), or all types (`*`)."""

import re
from collections.abc import Iterable, Sequence

GLOB = r"\*|[a-z][a-z_]*(\.[a-z][a-z_]*)*(\.\*)?"
MAX_TYPES = 50
TEST_TYPE = "webhooks.test"
"""The type of test messages, which have no event."""

_GLOB = re.compile(GLOB, re.ASCII)


def is_glob(text: str) -> bool:
    return _GLOB.fullmatch(text) is not None


def distinct(globs: Sequence[str]) -> tuple[str, ...]:
    """The globs without duplicates, in order."""
    return tuple(dict.fromkeys(globs))


def matches(globs: Iterable[str], event_type: str) -> bool:
    return any(_matches(glob, event_type) for glob in globs)


def _matches(glob: str, event_type: str) -> bool:
    if glob.endswith("*"):
        return event_type.startswith(glob[:-1])
    return glob == event_type

"""Which types of events somebody wants: a type, all below a prefix (`orders.*`), or all (`*`)."""

import re
from collections.abc import Iterable, Sequence

GLOB = r"\*|[a-z][a-z_]*(\.[a-z][a-z_]*)*(\.\*)?"
MAX_TYPES = 50
TEST_TYPE = "webhooks.test"
"""Of messages that no event led to."""

_GLOB = re.compile(GLOB, re.ASCII)


def is_glob(text: str) -> bool:
    return _GLOB.fullmatch(text) is not None


def distinct(globs: Sequence[str]) -> tuple[str, ...]:
    """Each once, in the order given."""
    return tuple(dict.fromkeys(globs))


def matches(globs: Iterable[str], event_type: str) -> bool:
    return any(_matches(glob, event_type) for glob in globs)


def _matches(glob: str, event_type: str) -> bool:
    if glob.endswith("*"):
        return event_type.startswith(glob[:-1])
    return glob == event_type

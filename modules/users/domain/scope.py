"""The scopes a token was asked for: it opens those its holder has of them (RFC 6749 §3.3)."""

import re

from modules.users.domain.errors import invalid_field

_TOKEN = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


def asked_for(text: str | None) -> frozenset[str] | None:
    """The scopes named in a `scope` parameter, parted by blanks; None: no wish, all there are.

    Names that there are not are none of the holder's. Raises Invalid `invalid_scope` for what
    cannot be a name.
    """
    if not text:
        return None
    names = text.split(" ")
    if not all(_TOKEN.fullmatch(name) for name in names):
        raise invalid_field("/scope", "invalid_scope", "Scopes are names parted by single blanks.")
    return frozenset(names)


def within(held: frozenset[str], limit: frozenset[str] | None) -> frozenset[str]:
    """What is left of the scopes under the limit; None sets none."""
    return held if limit is None else held & limit


def narrower(limit: frozenset[str] | None, asked: frozenset[str] | None) -> frozenset[str] | None:
    """Both limits in one."""
    return asked if limit is None else within(limit, asked)

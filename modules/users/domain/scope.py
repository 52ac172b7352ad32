"""The scopes a token was asked for: it opens those its holder has of them (RFC 6749 §3.3)."""

import re
from collections.abc import Set as AbstractSet

from modules.users.domain.errors import invalid_field
from modules.users.domain.roles import SCOPES
from shared.kernel.known_values import unknown_value_message

_TOKEN = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


def parse_scope(text: str | None) -> frozenset[str] | None:
    """The scopes named in a `scope` parameter, parted by blanks; None: no wish, all there are.

    Raises Invalid `invalid_scope` for what cannot be a name, `unknown_scope` for a name of no scope.
    """
    if not text:
        return None
    names = text.split(" ")
    if not all(_TOKEN.fullmatch(name) for name in names):
        raise invalid_field("/scope", "invalid_scope", "Scopes are names parted by single blanks.")
    asked = frozenset(names)
    require_scopes_exist(asked, "/scope")
    return asked


def require_scopes_exist(names: AbstractSet[str], pointer: str) -> None:
    """Raise Invalid `unknown_scope`, which names the scopes that exist, if one of the names is no scope."""
    if unknown := sorted(names - SCOPES):
        raise invalid_field(pointer, "unknown_scope", unknown_value_message("scope", unknown[0], SCOPES))


def limit_scopes(held: frozenset[str], limit: frozenset[str] | None) -> frozenset[str]:
    """What is left of the scopes under the limit; None sets none."""
    return held if limit is None else held & limit


def combine_limits(limit: frozenset[str] | None, asked: frozenset[str] | None) -> frozenset[str] | None:
    """Both limits in one."""
    return asked if limit is None else limit_scopes(limit, asked)

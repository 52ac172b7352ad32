"""Scopes of tokens (RFC 6749 §3.3): a token has the requested scopes that its holder has."""

import re

from modules.users.domain.errors import invalid_field
from modules.users.domain.scope_catalog import ScopeCatalog

_TOKEN = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


def parse_scope(text: str | None, catalog: ScopeCatalog) -> frozenset[str] | None:
    """Parse the space-separated names of a `scope` parameter; None if it is empty, which means no limit.

    Raises Invalid `invalid_scope` for a malformed name, `unknown_scope` for an unknown one.
    """
    if not text:
        return None
    names = text.split(" ")
    if not all(_TOKEN.fullmatch(name) for name in names):
        raise invalid_field("/scope", "invalid_scope", "Scopes are names separated by single spaces.")
    requested = frozenset(names)
    catalog.require_existing(requested, "/scope")
    return requested


def limit_scopes(held: frozenset[str], limit: frozenset[str] | None) -> frozenset[str]:
    """Return the held scopes within the limit; None means no limit."""
    return held if limit is None else held & limit


def combine_limits(limit: frozenset[str] | None, requested: frozenset[str] | None) -> frozenset[str] | None:
    """Combine both limits."""
    return requested if limit is None else limit_scopes(limit, requested)

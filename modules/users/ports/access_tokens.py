"""Signed access tokens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a valid token says: `subject` is a principal's name; a client's token has no session.

    `scopes` is what it was limited to when it was asked for; None: it opens what its holder may.
    """

    subject: str
    session_id: int | None
    scopes: frozenset[str] | None = None


class AccessTokens(Protocol):
    def issue(self, token: AccessToken, now: datetime) -> str: ...

    def read(self, text: str) -> AccessToken:
        """Raise Unauthenticated, `token_invalid` or `token_expired`."""
        ...

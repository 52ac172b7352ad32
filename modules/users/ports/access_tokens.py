"""Port: issues and verifies signed access tokens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AccessToken:
    """The claims of a valid token. `subject` is the principal's name; a client's token has no session.

    `scopes` is the limit of the token; None: all scopes of its holder.
    """

    subject: str
    session_id: int | None
    scopes: frozenset[str] | None = None


class AccessTokens(Protocol):
    def issue(self, token: AccessToken, now: datetime) -> str: ...

    def read(self, text: str) -> AccessToken:
        """Raise Unauthenticated, `token_invalid` or `token_expired`."""
        ...

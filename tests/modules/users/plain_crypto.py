"""Fakes for hashing and tokens, without cryptography."""

from collections.abc import Callable
from datetime import datetime, timedelta

from modules.users.domain.errors import token_expired, token_invalid
from modules.users.ports.access_tokens import AccessToken
from modules.users.ports.password_hasher import PasswordCheck


class PlainHasher:
    """Hashes nothing; `old:` marks a hash of older parameters."""

    def __init__(self) -> None:
        self.verified: list[str | None] = []

    async def hash(self, password: str) -> str:
        return f"plain:{password}"

    async def verify(self, password: str, hashed: str | None) -> PasswordCheck:
        self.verified.append(hashed)
        if hashed is None:
            return PasswordCheck(matches=False)
        kind, _, known = hashed.partition(":")
        matches = known == password
        return PasswordCheck(matches, f"plain:{password}" if matches and kind == "old" else None)


class PlainTokens:
    """Unsigned access tokens that are valid for fifteen minutes."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._issued: dict[str, tuple[AccessToken, datetime]] = {}

    def issue(self, token: AccessToken, now: datetime) -> str:
        text = f"token-{len(self._issued)}"
        self._issued[text] = (token, now + timedelta(minutes=15))
        return text

    def read(self, text: str) -> AccessToken:
        if text not in self._issued:
            raise token_invalid()
        token, until = self._issued[text]
        if until <= self._now():
            raise token_expired()
        return token

"""Tokens that verify an e-mail address: signed, not stored, valid for one account and one address."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from modules.users.domain.user import User

VALID_FOR = timedelta(hours=24)
_PURPOSE = "email verification"
_MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class VerificationTokens:
    """`keys`, newest first: the first signs, all verify. A verified account accepts no token, so each token works at
    most once.
    """

    keys: Sequence[str] = field(repr=False)

    def issue(self, user: User, now: datetime) -> str:
        expires = int((now + VALID_FOR).timestamp())
        return f"ev_{expires}_{_signature(self.keys[0], user, expires)}"

    def verifies(self, token: str, user: User, now: datetime) -> bool:
        """Whether the token belongs to this account and its address and has not expired."""
        kind, _, rest = token.partition("_")
        digits, _, signature = rest.partition("_")
        if kind != "ev" or len(token) > _MAX_LENGTH or not token.isascii() or not digits.isdecimal():
            return False
        expires = int(digits)
        known = [hmac.compare_digest(_signature(key, user, expires), signature) for key in self.keys]
        return any(known) and now.timestamp() < expires


def _signature(key: str, user: User, expires: int) -> str:
    message = f"{_PURPOSE}:{user.id}:{expires}:{user.email.canonical}"
    return hmac.digest(key.encode(), message.encode(), sha256).hex()

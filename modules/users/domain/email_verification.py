"""Tokens that verify an e-mail address: signed, not stored, valid for one account and one address."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from modules.users.domain.user import User
from shared.kernel.signing import MessageSigner

VALID_FOR = timedelta(hours=24)
_PURPOSE = "email verification"
_TOKEN = re.compile(r"ev_([0-9]{1,16})_([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class VerificationTokens:
    """A verified account accepts no token, so each token works at most once."""

    signer: MessageSigner

    def issue(self, user: User, now: datetime) -> str:
        expires = int((now + VALID_FOR).timestamp())
        return f"ev_{expires}_{self.signer.sign(_message(user, expires)).hex()}"

    def verifies(self, token: str, user: User, now: datetime) -> bool:
        """Whether the token belongs to this account and its address and has not expired."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            return False
        expires, signature = int(match[1]), bytes.fromhex(match[2])
        return self.signer.verifies(_message(user, expires), signature) and now.timestamp() < expires


def _message(user: User, expires: int) -> bytes:
    return f"{_PURPOSE}:{user.id}:{expires}:{user.email.canonical}".encode()

"""Machine-generated secrets: 256 random bits, of which only a digest is stored."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

_BYTES = 32
_LOOKUP_BYTES = 9
_MAX_LENGTH = 200


def opaque_token() -> str:
    """Return 256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> bytes:
    """Return the digest to store. A random secret needs no slow hash, because it cannot be guessed."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True, slots=True)
class KeySecret:
    """An API key's secret, `sk_<lookup>.<random>`: the lookup finds the key, the whole secret authenticates it."""

    text: str
    lookup: str

    @classmethod
    def new(cls, prefix: str) -> "KeySecret":
        """`prefix` identifies the environment: `sk_`, or `sk_dev_` in development."""
        lookup = f"{prefix}{secrets.token_urlsafe(_LOOKUP_BYTES)}"
        return cls(f"{lookup}.{opaque_token()}", lookup)

    @classmethod
    def read(cls, text: str) -> "KeySecret | None":
        """Parse a secret; None if the text does not have the form of one."""
        lookup, dot, rest = text.partition(".")
        if not text.startswith("sk_") or not dot or not rest or len(text) > _MAX_LENGTH or not text.isascii():
            return None
        return cls(text, lookup)

    def matches(self, stored: bytes) -> bool:
        """Whether the stored digest belongs to this secret, in constant time."""
        return hmac.compare_digest(digest(self.text), stored)

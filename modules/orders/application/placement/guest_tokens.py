"""Tokens that give access to one guest's order. They are derived from its id and not stored."""

import hmac
import re
from collections.abc import Sequence
from hashlib import sha256

from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Principal

PREFIX = "ot_"
_TOKEN = re.compile(r"ot_([0-9]{1,16})_([0-9a-f]{40})", re.ASCII)


class GuestTokens:
    """Issues and verifies tokens `ot_<order>_<signature>`. `keys`: newest first; the first signs, all verify."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("guest tokens require a key")
        self._keys = [hmac.digest(key.encode(), b"tradepost guest order", sha256) for key in keys]

    def issue(self, order_id: int) -> str:
        return f"{PREFIX}{order_id}_{_signature(self._keys[0], order_id)}"

    async def authenticate(self, token: str) -> Principal:
        """The principal of the order's guest. Raises Unauthenticated `token_invalid`."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise _invalid_token()
        order_id, signature = int(match[1]), match[2]
        if not any(hmac.compare_digest(signature, _signature(key, order_id)) for key in self._keys):
            raise _invalid_token()
        return _guest(order_id)

    async def name(self, token: str) -> str:
        """With `again` the kernel's `Recall`: a guest is known by their order."""
        return (await self.authenticate(token)).name

    async def resolve(self, name: str) -> Principal:
        return _guest(int(name.removeprefix("guest:")))


def _guest(order_id: int) -> Principal:
    return Principal(id=str(order_id), kind="guest")


def _signature(key: bytes, order_id: int) -> str:
    return hmac.digest(key, b"%d" % order_id, sha256).hex()[:40]


def _invalid_token() -> Unauthenticated:
    return Unauthenticated("token_invalid", "The token is invalid.")

"""Tokens that give access to one guest's order. They are derived from its id and not stored."""

import re

from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Principal
from shared.kernel.signing import MessageSigner

PREFIX = "ot_"
SIGNATURE_LENGTH = 20
"""Bytes of a signature."""
_TOKEN = re.compile(r"ot_([0-9]{1,16})_([0-9a-f]{40})", re.ASCII)


class GuestTokens:
    """Issues and verifies tokens `ot_<order>_<signature>`."""

    def __init__(self, signer: MessageSigner) -> None:
        self._signer = signer

    def issue(self, order_id: int) -> str:
        return f"{PREFIX}{order_id}_{self._signer.sign(_message(order_id)).hex()}"

    async def authenticate(self, token: str) -> Principal:
        """The principal of the order's guest. Raises Unauthenticated `token_invalid`."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise _invalid_token()
        order_id, signature = int(match[1]), bytes.fromhex(match[2])
        if not self._signer.verifies(_message(order_id), signature):
            raise _invalid_token()
        return _guest(order_id)

    async def name(self, token: str) -> str:
        """With `resolve` implements the kernel's `PrincipalResolver`: a guest is identified by their order."""
        return (await self.authenticate(token)).name

    async def resolve(self, name: str) -> Principal:
        return _guest(int(name.removeprefix("guest:")))


def _guest(order_id: int) -> Principal:
    return Principal(id=str(order_id), kind="guest")


def _message(order_id: int) -> bytes:
    return b"%d" % order_id


def _invalid_token() -> Unauthenticated:
    return Unauthenticated("token_invalid", "The token is invalid.")

"""Stream tickets, valid for one minute, for browsers whose `EventSource` cannot send headers."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time

from shared.infra.signer import FULL_LENGTH, KeySigner
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import PrincipalResolver

TICKET_SECONDS = 60
MAX_TICKET_LENGTH = 1024
"""Maximum length in characters; longer tickets are rejected without being decoded."""

_PREFIX = "st_"


@dataclass(frozen=True, slots=True)
class Ticket:
    text: str
    expires_at: datetime


class Tickets:
    """Issues and verifies tickets; none is stored.

    `keys`: newest first; the first signs, all verify. A ticket names its holder and grants nothing: the holder's rights
    are resolved when it is used. `clock` returns Unix time.
    """

    def __init__(self, keys: Sequence[str], resolver: PrincipalResolver, clock: Callable[[], float] = time) -> None:
        self.resolver = resolver
        self._signer = KeySigner(keys, "tradepost stream ticket")
        self._clock = clock

    async def issue(self, token: str) -> Ticket:
        """A ticket for the holder of a bearer token; raises Unauthenticated."""
        until = int(self._clock()) + TICKET_SECONDS
        content = f"{until} {await self.resolver.name(token)}".encode()
        sealed = urlsafe_b64encode(self._signer.sign(content) + content).rstrip(b"=").decode()
        return Ticket(_PREFIX + sealed, datetime.fromtimestamp(until, UTC))

    def holder(self, text: str) -> str:
        """The name of the ticket's holder; raises Unauthenticated `token_invalid` or `token_expired`."""
        if len(text) > MAX_TICKET_LENGTH or not text.startswith(_PREFIX):
            raise _invalid_ticket()
        try:
            sealed = urlsafe_b64decode(text.removeprefix(_PREFIX).encode("ascii") + b"===")
        except (Error, ValueError) as error:
            raise _invalid_ticket() from error
        signature, content = sealed[:FULL_LENGTH], sealed[FULL_LENGTH:]
        if not self._signer.verifies(content, signature):
            raise _invalid_ticket()
        until, _, name = content.decode().partition(" ")
        if int(until) <= self._clock():
            raise Unauthenticated("token_expired", "The ticket has expired.")
        return name


def _invalid_ticket() -> Unauthenticated:
    return Unauthenticated("token_invalid", "The ticket is invalid.")

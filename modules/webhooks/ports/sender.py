"""Who carries messages to their receivers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from modules.webhooks.domain.delivery import Outcome


@dataclass(frozen=True, slots=True)
class WebhookMessage:
    """One try: `message_id` is the same in every try, `at` is when this one is made."""

    url: str
    message_id: UUID
    subject: str
    body: bytes = field(repr=False)
    at: datetime
    secrets: Sequence[str] = field(repr=False)


class MessageSender(Protocol):
    async def send(self, parcel: WebhookMessage) -> Outcome:
        """Sign and send; whatever goes wrong on the way is an outcome."""
        ...


class ReceiverPolicy(Protocol):
    async def check(self, url: str) -> None:
        """Raise Invalid `url_not_allowed` for a host that must not be called; one that has no address yet may be."""
        ...

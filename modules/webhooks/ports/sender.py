"""Ports for sending messages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from modules.webhooks.domain.delivery import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookMessage:
    """One attempt: `message_id` is the same in every attempt, `at` is the time of this one."""

    url: str
    message_id: UUID
    subject: str
    body: bytes = field(repr=False)
    at: datetime
    secrets: Sequence[str] = field(repr=False)


class MessageSender(Protocol):
    async def send(self, message: WebhookMessage) -> Outcome:
        """Sign and send the message. Failures are returned as an outcome, not raised."""
        ...


class ReceiverPolicy(Protocol):
    async def check(self, url: str) -> None:
        """Raises Invalid `url_not_allowed` for a host that must not be called. A host without an address passes."""
        ...

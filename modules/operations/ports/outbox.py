"""Port: reads the outbox status."""

from typing import Protocol

from modules.operations.domain.outbox import OutboxStatus


class OutboxQueries(Protocol):
    async def get_status(self) -> OutboxStatus: ...

"""Query of the outbox status."""

from modules.operations.domain.outbox import OutboxStatus
from modules.operations.ports.outbox import OutboxQueries


class GetOutboxStatus:
    def __init__(self, outbox: OutboxQueries) -> None:
        self._outbox = outbox

    async def __call__(self) -> OutboxStatus:
        return await self._outbox.get_status()

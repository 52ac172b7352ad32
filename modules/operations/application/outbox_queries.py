"""How far deliveries have come."""

from modules.operations.domain.outbox import OutboxFigures
from modules.operations.ports.outbox import Outbox


class SeeOutbox:
    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def __call__(self) -> OutboxFigures:
        return await self._outbox.figures()

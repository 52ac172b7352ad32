"""Figures of the deliveries under way."""

from typing import Protocol

from modules.operations.domain.outbox import OutboxFigures


class Outbox(Protocol):
    async def figures(self) -> OutboxFigures: ...

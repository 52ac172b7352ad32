"""Ports: changes dead letters in a transaction, and lists them."""

from typing import Protocol

from modules.operations.domain.dead_letter import DeadLetter, DeadLetterFilter
from shared.kernel.paging import Page, PageRequest

SORTS = frozenset({"id", "created_at"})


class DeadLetterRepository(Protocol):
    async def replay(self, where: DeadLetterFilter) -> int:
        """Make the matching dead letters deliveries that are due now. Return their number."""
        ...

    async def hold(self, module: str, reason: str) -> int:
        """Make the pending deliveries to the module's consumers dead letters. Return their number."""
        ...

    async def discard(self, letter_id: int) -> DeadLetter | None:
        """Mark its delivery as done and keep the error there. None if it does not exist."""
        ...


class DeadLetterQueries(Protocol):
    async def list_page(self, page_request: PageRequest, where: DeadLetterFilter) -> Page[DeadLetter]: ...

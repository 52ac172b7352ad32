"""Dead letters as a transaction moves them, and as lists show them."""

from typing import Protocol

from modules.operations.domain.dead_letter import DeadLetter, DeadLetterFilter
from shared.kernel.paging import Page, PageRequest

SORTS = frozenset({"id", "created_at"})


class DeadLetters(Protocol):
    async def replay(self, where: DeadLetterFilter) -> int:
        """Make them deliveries again, due at once; how many there were."""
        ...

    async def discard(self, letter_id: int) -> DeadLetter | None:
        """Give it up for good: its delivery counts as done, the error stays with it."""
        ...


class DeadLetterDirectory(Protocol):
    async def page(self, wanted: PageRequest, where: DeadLetterFilter) -> Page[DeadLetter]: ...

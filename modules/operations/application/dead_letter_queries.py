"""What was given up, and why."""

from modules.operations.application.known_consumers import KnownDeliveries
from modules.operations.domain.dead_letter import DeadLetter, DeadLetterFilter
from modules.operations.ports.dead_letters import DeadLetterDirectory
from shared.kernel.paging import Page, PageRequest


class SeeDeadLetters:
    def __init__(self, directory: DeadLetterDirectory, known: KnownDeliveries) -> None:
        self._directory = directory
        self._known = known

    async def __call__(self, wanted: PageRequest, where: DeadLetterFilter) -> Page[DeadLetter]:
        """Raises Invalid for a consumer or a type that does not exist."""
        self._known.check(where, "/query")
        return await self._directory.page(wanted, where)

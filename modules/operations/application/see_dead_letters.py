"""What was given up, and why."""

from modules.operations.domain.dead_letter import DeadLetter, DeadLetterFilter
from modules.operations.ports.dead_letters import DeadLetterDirectory
from shared.kernel.paging import Page, Slice


class SeeDeadLetters:
    def __init__(self, directory: DeadLetterDirectory) -> None:
        self._directory = directory

    async def __call__(self, wanted: Slice, where: DeadLetterFilter) -> Page[DeadLetter]:
        return await self._directory.page(wanted, where)

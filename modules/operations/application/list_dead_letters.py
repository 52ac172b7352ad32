"""Query of dead letters."""

from modules.operations.application.known_consumers import KnownConsumers
from modules.operations.domain.dead_letter import DeadLetter, DeadLetterFilter
from modules.operations.ports.dead_letters import DeadLetterQueries
from shared.kernel.paging import Page, PageRequest


class ListDeadLetters:
    def __init__(self, queries: DeadLetterQueries, known_consumers: KnownConsumers) -> None:
        self._queries = queries
        self._known_consumers = known_consumers

    async def __call__(self, page_request: PageRequest, where: DeadLetterFilter) -> Page[DeadLetter]:
        """Raises Invalid for a consumer or a type that does not exist."""
        self._known_consumers.check(where, "/query")
        return await self._queries.list_page(page_request, where)

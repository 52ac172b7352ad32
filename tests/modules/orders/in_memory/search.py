"""The search index in memory."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from modules.orders.ports.orders.order_search import IndexProgress, SearchDocument
from shared.kernel.feed import FeedPage, Position

START = Position(1, 0, 0, UUID(int=0), datetime(2026, 11, 21, tzinfo=UTC))


class InMemorySearchIndex:
    def __init__(self, *documents: SearchDocument) -> None:
        self.orders = {each.order_id: each for each in documents}
        self.texts: dict[int, str] = {}
        self.stored = IndexProgress()

    async def lock(self, *, wait: bool = False) -> bool:
        return True

    async def progress(self) -> IndexProgress:
        return self.stored

    async def save_progress(self, progress: IndexProgress) -> None:
        self.stored = progress

    async def current_position(self) -> Position:
        return START

    async def list_changes(self, after: Position, types: Sequence[str], limit: int) -> FeedPage:
        return FeedPage([], after)

    async def ids_below(self, order_id: int, limit: int) -> Sequence[int]:
        return sorted((id_ for id_ in self.orders if id_ < order_id), reverse=True)[:limit]

    async def count_above(self, order_id: int) -> int:
        return sum(id_ > order_id for id_ in self.texts)

    async def find_by_customers(self, customer_ids: Sequence[int]) -> Sequence[int]:
        return [id_ for id_, each in self.orders.items() if each.customer_id in customer_ids]

    async def documents(self, order_ids: Sequence[int]) -> Sequence[SearchDocument]:
        return [self.orders[id_] for id_ in order_ids if id_ in self.orders]

    async def write(self, texts: Mapping[int, str], created_at: Mapping[int, datetime]) -> None:
        self.texts.update(texts)

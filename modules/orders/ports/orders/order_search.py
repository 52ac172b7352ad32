"""The search index of orders."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modules.orders.domain.order.buyer import Address, Guest
from shared.kernel.feed import FeedPage, Position
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """The searchable content of an order; `customer_id` is the account whose names belong to it."""

    order_id: int
    created_at: datetime
    customer_id: int | None
    guest: Guest | None
    addresses: Sequence[Address | None]
    client_reference: str | None
    tracking_numbers: Sequence[str]
    skus: Sequence[str]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """`position` in the event feed (None: not started). While the index is being built or rebuilt, orders below the id
    `build_below` are still to be indexed, newest first.
    """

    position: Position | None = None
    build_below: int | None = None


class SearchIndex(Protocol):
    """Only the transaction that called `lock` may write."""

    async def lock(self, *, wait: bool = False) -> bool:
        """Lock the index until the transaction ends. Return False if another one holds it and `wait` is not set."""
        ...

    async def progress(self) -> IndexProgress: ...

    async def save_progress(self, progress: IndexProgress) -> None: ...

    async def current_position(self) -> Position:
        """The position after all visible events."""
        ...

    async def list_changes(self, after: Position, types: Sequence[str], limit: int) -> FeedPage:
        """The next events of these types. Raises Gone `cursor_expired` if events may have been deleted."""
        ...

    async def ids_below(self, order_id: int, limit: int) -> Sequence[int]:
        """The next orders with smaller ids, greatest first."""
        ...

    async def count_above(self, order_id: int) -> int:
        """The number of indexed orders with greater ids."""
        ...

    async def find_by_customers(self, customer_ids: Sequence[int]) -> Sequence[int]: ...

    async def documents(self, order_ids: Sequence[int]) -> Sequence[SearchDocument]:
        """The documents of existing orders; one statement."""
        ...

    async def write(self, texts: Mapping[int, str], created_at: Mapping[int, datetime]) -> None:
        """Replace the folded texts of these orders."""
        ...


class SearchIndexQueries(Protocol):
    async def indexed_at(self, types: Sequence[str]) -> datetime | None:
        """Everything committed before that instant is indexed; None during a build."""
        ...

    async def sample(self, limit: int) -> Sequence[int]:
        """The newest orders, and as many random ones."""
        ...

    async def documents(self, order_ids: Sequence[int]) -> Sequence[SearchDocument]:
        """The documents of existing orders; one statement."""
        ...

    async def differing(self, texts: Mapping[int, str]) -> Sequence[int]:
        """The orders whose indexed text is different or missing."""
        ...


SearchIndexFactory = Callable[[Transaction], SearchIndex]
SearchIndexQueriesFactory = Callable[[Transaction], SearchIndexQueries]
"""The index within an open transaction."""

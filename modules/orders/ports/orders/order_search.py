"""The index that orders are searched by, kept beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modules.orders.domain.order.buyer import Address, Guest
from shared.kernel.feed import FeedPage, Position
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What of an order is searched, read as one: `customer_id` is of the account whose names belong to it."""

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
    """How far the index is: `position` in the feed of events (None: it was never begun), and while it is being
    built or rebuilt the id below which orders are still to be indexed, newest first.
    """

    position: Position | None = None
    build_below: int | None = None


class SearchIndex(Protocol):
    """Writes are done by one transaction at a time: by who has called `lock`."""

    async def lock(self, *, wait: bool = False) -> bool:
        """Hold the index until the transaction ends; False if another one does, unless told to wait for it."""
        ...

    async def progress(self) -> IndexProgress: ...

    async def save_progress(self, progress: IndexProgress) -> None: ...

    async def current_position(self) -> Position:
        """Where one stands who has seen all that has happened."""
        ...

    async def list_changes(self, after: Position, types: Sequence[str], limit: int) -> FeedPage:
        """The next events of these types; raises Gone `cursor_expired` if there may have been others."""
        ...

    async def ids_below(self, order_id: int, limit: int) -> Sequence[int]:
        """The next orders with smaller ids, the greatest first."""
        ...

    async def count_above(self, order_id: int) -> int:
        """How many orders with greater ids the index holds."""
        ...

    async def find_by_customers(self, customer_ids: Sequence[int]) -> Sequence[int]: ...

    async def documents(self, order_ids: Sequence[int]) -> Sequence[SearchDocument]:
        """Of those orders that exist; one statement."""
        ...

    async def write(self, texts: Mapping[int, str], created_at: Mapping[int, datetime]) -> None:
        """Replace the folded texts of these orders."""
        ...


class SearchIndexQueries(Protocol):
    """The index, to be looked at."""

    async def indexed_at(self, types: Sequence[str]) -> datetime | None:
        """Everything committed before that instant is in the index; None while it is being built."""
        ...

    async def sample(self, limit: int) -> Sequence[int]:
        """The newest orders, and as many from all over."""
        ...

    async def documents(self, order_ids: Sequence[int]) -> Sequence[SearchDocument]:
        """Of those orders that exist; one statement."""
        ...

    async def differing(self, texts: Mapping[int, str]) -> Sequence[int]:
        """The orders of which the index holds another text, or nothing."""
        ...


SearchIndexFactory = Callable[[Transaction], SearchIndex]
SearchIndexQueriesFactory = Callable[[Transaction], SearchIndexQueries]
"""The index within an open transaction."""

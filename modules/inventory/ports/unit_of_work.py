"""One transaction over this module's tables."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias, TypeVar

from modules.inventory.ports.announced_availability import AnnouncedAvailabilityRepository
from modules.inventory.ports.documents import DocumentRepository
from modules.inventory.ports.locations import LocationRepository
from modules.inventory.ports.products import ProductRepository
from modules.inventory.ports.reservations import ReservationRepository
from modules.inventory.ports.stock_levels import StockLevelRepository
from modules.inventory.ports.transfers import TransferRepository
from shared.kernel.idempotency import IdempotencyKey, Reply
from shared.kernel.transaction import Transaction

Outcome = TypeVar("Outcome")


class UnitOfWork(Protocol):
    """Locks are taken in this order: transfers, products, locations, stock levels, reservations, announcements."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def products(self) -> ProductRepository: ...

    @property
    def locations(self) -> LocationRepository: ...

    @property
    def stock_levels(self) -> StockLevelRepository: ...

    @property
    def reservations(self) -> ReservationRepository: ...

    @property
    def announced_availability(self) -> AnnouncedAvailabilityRepository: ...

    @property
    def documents(self) -> DocumentRepository: ...

    @property
    def transfers(self) -> TransferRepository: ...

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        """Commit all changes atomically, with the stored response to the outcome."""
        ...


Begin: TypeAlias = Callable[[IdempotencyKey | None], AbstractAsyncContextManager[UnitOfWork]]
"""Opens a unit of work that is rolled back unless committed.

Raises ReplayedResponse for an idempotency key that has a response.
"""

Join: TypeAlias = Callable[[Transaction], UnitOfWork]
"""Opens a unit of work in an open transaction, which its owner commits."""

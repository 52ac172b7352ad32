"""One transaction over this module's tables."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias, TypeVar

from modules.inventory.ports.announced_availability import Standings
from modules.inventory.ports.documents import Documents
from modules.inventory.ports.locations import Locations
from modules.inventory.ports.products import Products
from modules.inventory.ports.reservations import Bookings
from modules.inventory.ports.stock_levels import Shelves
from modules.inventory.ports.transfers import Transfers
from shared.kernel.idempotency import IdempotencyKey, Reply
from shared.kernel.transaction import Transaction

Outcome = TypeVar("Outcome")


class UnitOfWork(Protocol):
    """Locks are taken in this order: transfers, products, locations, shelves, bookings, standings."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def products(self) -> Products: ...

    @property
    def locations(self) -> Locations: ...

    @property
    def shelves(self) -> Shelves: ...

    @property
    def bookings(self) -> Bookings: ...

    @property
    def standings(self) -> Standings: ...

    @property
    def documents(self) -> Documents: ...

    @property
    def transfers(self) -> Transfers: ...

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        """Make everything true at once, and the reply to the outcome with it."""
        ...


Begin: TypeAlias = Callable[[IdempotencyKey | None], AbstractAsyncContextManager[UnitOfWork]]
"""Opens a unit of work that is rolled back unless committed.

A claim that was answered before raises AlreadyAnswered.
"""

Join: TypeAlias = Callable[[Transaction], UnitOfWork]
"""The same inside somebody else's open transaction, which they commit."""

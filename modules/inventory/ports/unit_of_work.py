"""One transaction over this module's tables."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias, TypeVar, overload

from modules.inventory.ports.announced_availability import AnnouncedAvailabilityRepository
from modules.inventory.ports.locations import LocationRepository
from modules.inventory.ports.products import ProductRepository
from modules.inventory.ports.reservations import ReservationRepository
from modules.inventory.ports.stock_documents import DocumentRepository
from modules.inventory.ports.stock_levels import StockLevelRepository
from modules.inventory.ports.transfers import TransferRepository
from shared.kernel.commands import Command
from shared.kernel.transaction import Transaction
from shared.kernel.unit_of_work import CommandCommit, Commit

Outcome = TypeVar("Outcome", contravariant=True)


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


class CommandUnitOfWork(UnitOfWork, CommandCommit[Outcome], Protocol[Outcome]):
    """Work on a command."""


class BackgroundUnitOfWork(UnitOfWork, Commit, Protocol):
    """Work without a command: of a job, a consumer or a part of the program."""


class Begin(Protocol):
    """Opens a unit of work that is rolled back unless committed.

    Raises ReplayedResponse for a command whose idempotency key was already answered.
    """

    @overload
    def __call__(self, command: Command[Outcome]) -> AbstractAsyncContextManager[CommandUnitOfWork[Outcome]]: ...

    @overload
    def __call__(self) -> AbstractAsyncContextManager[BackgroundUnitOfWork]: ...


Join: TypeAlias = Callable[[Transaction], UnitOfWork]
"""A unit of work in an open transaction, which its owner commits."""

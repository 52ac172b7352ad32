"""The unit of work of orders."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias, TypeVar, overload

from modules.orders.ports.fulfillment.returns import ReturnRepository
from modules.orders.ports.fulfillment.shipments import ShipmentRepository
from modules.orders.ports.orders.order_repository import OrderRepository
from modules.orders.ports.payments.provider_events import ProviderEvents
from shared.kernel.commands import Command
from shared.kernel.errors import DomainError
from shared.kernel.idempotency import IdempotencyKey, StoredResponse
from shared.kernel.transaction import Transaction
from shared.kernel.unit_of_work import CommandCommit, Commit

Outcome = TypeVar("Outcome", contravariant=True)


class UnitOfWork(Protocol):
    """Rolled back unless committed."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def orders(self) -> OrderRepository: ...

    @property
    def provider_events(self) -> ProviderEvents: ...

    @property
    def shipments(self) -> ShipmentRepository: ...

    @property
    def returns(self) -> ReturnRepository: ...


class CommandUnitOfWork(UnitOfWork, CommandCommit[Outcome], Protocol[Outcome]):
    """Work on a command."""


class BackgroundUnitOfWork(UnitOfWork, Commit, Protocol):
    """Work without a command: of a job, a consumer or a part of the program."""


class BatchUnitOfWork(BackgroundUnitOfWork, Protocol):
    """Work on several commands, each with its own idempotency key and response."""

    @property
    def key_states(self) -> Sequence[StoredResponse | DomainError | None]:
        """For each key: its stored response, the error, or None to proceed."""
        ...


class BeginBatch(Protocol):
    """Opens a unit of work and claims the keys of its commands; None for a command without one."""

    def __call__(self, keys: Sequence[IdempotencyKey | None]) -> AbstractAsyncContextManager[BatchUnitOfWork]: ...


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

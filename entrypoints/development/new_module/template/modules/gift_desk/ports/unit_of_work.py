"""The unit of work over this module's tables."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias, TypeVar, overload

from modules.gift_desk.ports.gift_cards import GiftCardRepository
from shared.kernel.commands import Command
from shared.kernel.transaction import Transaction
from shared.kernel.unit_of_work import CommandCommit, Commit

Outcome = TypeVar("Outcome", contravariant=True)


class UnitOfWork(Protocol):
    """Rolled back unless committed."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def gift_cards(self) -> GiftCardRepository: ...


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

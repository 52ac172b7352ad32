"""Port: the unit of work of the operations module."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar, overload

from modules.operations.ports.dead_letters import DeadLetterRepository
from modules.operations.ports.retention import Retention
from shared.kernel.commands import Command
from shared.kernel.transaction import Transaction
from shared.kernel.unit_of_work import CommandCommit, Commit

Outcome = TypeVar("Outcome", contravariant=True)


class UnitOfWork(Protocol):
    @property
    def tx(self) -> Transaction: ...

    @property
    def dead_letters(self) -> DeadLetterRepository: ...

    @property
    def retention(self) -> Retention: ...


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

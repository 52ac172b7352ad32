"""Port of a transaction over this module's tables."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias, TypeVar, overload

from modules.import_export.ports.files import Files
from modules.import_export.ports.jobs import Jobs
from modules.import_export.ports.row_context import RowContext
from shared.kernel.commands import Command
from shared.kernel.transaction import Transaction
from shared.kernel.unit_of_work import CommandCommit, Commit

Outcome = TypeVar("Outcome", contravariant=True)


class UnitOfWork(Protocol):
    """Locks are acquired in this order: jobs, then the rows that an import changes."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def jobs(self) -> Jobs: ...

    @property
    def files(self) -> Files: ...

    @property
    def row_context(self) -> RowContext: ...

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """Roll back only the block if it fails; the error is raised to the caller."""
        ...

    def rolled_back(self) -> AbstractAsyncContextManager[None]:
        """Send the block's changes to the database, which checks them, and roll them back."""
        ...


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

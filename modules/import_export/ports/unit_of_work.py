"""Port of a transaction over this module's tables."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias, TypeVar

from modules.import_export.ports.files import Files
from modules.import_export.ports.jobs import Jobs
from modules.import_export.ports.row_context import RowContext
from shared.kernel.idempotency import IdempotencyKey, Reply
from shared.kernel.transaction import Transaction

Outcome = TypeVar("Outcome")


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

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        """Commit all changes together with the reply to the outcome."""
        ...


Begin: TypeAlias = Callable[[IdempotencyKey | None], AbstractAsyncContextManager[UnitOfWork]]
"""Opens a unit of work that is rolled back unless committed.

Raises ReplayedResponse for a key that was already answered.
"""

Join: TypeAlias = Callable[[Transaction], UnitOfWork]
"""A unit of work inside an open transaction, which its opener commits."""

"""Port: the unit of work of the operations module."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias, TypeVar

from modules.operations.ports.dead_letters import DeadLetterRepository
from modules.operations.ports.retention import Retention
from shared.kernel.idempotency import IdempotencyKey, Reply
from shared.kernel.transaction import Transaction

Outcome = TypeVar("Outcome")


class UnitOfWork(Protocol):
    @property
    def tx(self) -> Transaction: ...

    @property
    def dead_letters(self) -> DeadLetterRepository: ...

    @property
    def retention(self) -> Retention: ...

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        """Commit all changes together with the stored response to the outcome."""
        ...


Begin: TypeAlias = Callable[[IdempotencyKey | None], AbstractAsyncContextManager[UnitOfWork]]
"""Opens a unit of work that is rolled back unless committed.

An idempotency key that was answered before raises ReplayedResponse.
"""

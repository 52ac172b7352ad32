"""One transaction over the deliveries of the whole program."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias, TypeVar

from modules.operations.ports.dead_letters import DeadLetters
from modules.operations.ports.retention import Retention
from shared.kernel.idempotency import IdempotencyKey, Reply
from shared.kernel.transaction import Transaction

Outcome = TypeVar("Outcome")


class UnitOfWork(Protocol):
    @property
    def tx(self) -> Transaction: ...

    @property
    def dead_letters(self) -> DeadLetters: ...

    @property
    def retention(self) -> Retention: ...

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        """Make everything true at once, and the reply to the outcome with it."""
        ...


Begin: TypeAlias = Callable[[IdempotencyKey | None], AbstractAsyncContextManager[UnitOfWork]]
"""Opens a unit of work that is rolled back unless committed.

A claim that was answered before raises AlreadyAnswered.
"""

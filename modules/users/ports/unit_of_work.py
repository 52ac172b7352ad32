"""One transaction over this module's tables."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias, TypeVar

from modules.users.ports.api_keys import ApiKeyRepository
from modules.users.ports.password_resets import PasswordResetRepository
from modules.users.ports.sessions import SessionRepository
from modules.users.ports.stored_responses import StoredResponseRepository
from modules.users.ports.users import UserRepository
from shared.kernel.idempotency import IdempotencyKey, Reply
from shared.kernel.transaction import Transaction

Outcome = TypeVar("Outcome")


class UnitOfWork(Protocol):
    @property
    def tx(self) -> Transaction: ...

    @property
    def users(self) -> UserRepository: ...

    @property
    def sessions(self) -> SessionRepository: ...

    @property
    def resets(self) -> PasswordResetRepository: ...

    @property
    def keys(self) -> ApiKeyRepository: ...

    @property
    def stored_responses(self) -> StoredResponseRepository: ...

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        """Make everything true at once, and the reply to the outcome with it."""
        ...


Begin: TypeAlias = Callable[[IdempotencyKey | None], AbstractAsyncContextManager[UnitOfWork]]
"""Opens a unit of work that is rolled back unless committed.

A claim that was answered before raises AlreadyAnswered.
"""

Join: TypeAlias = Callable[[Transaction], UnitOfWork]
"""The same inside somebody else's open transaction, which they commit."""

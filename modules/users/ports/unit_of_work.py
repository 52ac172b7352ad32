"""Port: the unit of work of the users module."""

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
        """Commit all changes together with the stored response to the outcome."""
        ...


Begin: TypeAlias = Callable[[IdempotencyKey | None], AbstractAsyncContextManager[UnitOfWork]]
"""Opens a unit of work that is rolled back unless committed.

An idempotency key that was answered before raises ReplayedResponse.
"""

Join: TypeAlias = Callable[[Transaction], UnitOfWork]
"""Joins an open transaction, which the caller commits."""

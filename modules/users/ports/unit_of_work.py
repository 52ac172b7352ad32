"""Port: the unit of work of the users module."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias, TypeVar, overload

from modules.users.ports.api_keys import ApiKeyRepository
from modules.users.ports.password_resets import PasswordResetRepository
from modules.users.ports.sessions import SessionRepository
from modules.users.ports.stored_responses import StoredResponseRepository
from modules.users.ports.users import UserRepository
from shared.kernel.commands import Command
from shared.kernel.transaction import Transaction
from shared.kernel.unit_of_work import CommandCommit, Commit

Outcome = TypeVar("Outcome", contravariant=True)


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

"""The base of the modules' units of work."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Generic, Never, TypeVar, cast

from shared.infra.sql.database import Database
from shared.infra.sql.idempotency import NewKey
from shared.infra.sql.transaction import SqlTransaction, sql
from shared.kernel.commands import Command
from shared.kernel.errors import DomainError
from shared.kernel.idempotency import Idempotency, IdempotencyKey, StoredResponse
from shared.kernel.transaction import Transaction


class BaseUnitOfWork:
    """Implements `CommandCommit` and `Commit`; the ports declare which of them a use case gets."""

    def __init__(self, tx: SqlTransaction) -> None:
        self.tx = tx
        self.idempotency: Idempotency[Never] | None = None
        self.key_states: Sequence[StoredResponse | DomainError | None] = ()
        """For each key of a batch: its stored response, the error, or None to proceed."""
        self.is_rolled_back = False

    async def commit(self, outcome: object = None) -> None:
        if self.idempotency is not None:
            response = self.idempotency.render(cast("Never", outcome))
            self.tx.store_response(self.idempotency.key, response)
        await self.tx.commit()

    async def commit_without_response(self) -> None:
        await self.tx.commit()

    def roll_back(self) -> None:
        self.is_rolled_back = True


AnyUnitOfWork = TypeVar("AnyUnitOfWork", bound=BaseUnitOfWork)


class UnitOfWorkFactory(Generic[AnyUnitOfWork]):
    """Opens units of work: `begin` in a transaction of their own, `join` in an open one."""

    def __init__(self, database: Database, unit: Callable[[SqlTransaction], AnyUnitOfWork]) -> None:
        self._database = database
        self._unit = unit

    @asynccontextmanager
    async def begin(self, command: Command[Never] | None = None) -> AsyncIterator[AnyUnitOfWork]:
        """For a command, under its idempotency key; without one, for jobs and consumers.

        Raises ReplayedResponse for a key that was already answered.
        """
        idempotency = command.idempotency if command is not None else None
        async with self._database.begin(idempotency.key if idempotency else None) as tx:
            work = self._unit(tx)
            work.idempotency = idempotency
            yield work
            _check_ended(work, command)

    @asynccontextmanager
    async def begin_batch(self, keys: Sequence[IdempotencyKey | None]) -> AsyncIterator[AnyUnitOfWork]:
        """For several commands at once: claims their keys, which `key_states` describes."""
        async with self._database.begin_batch(keys) as (tx, states):
            work = self._unit(tx)
            work.key_states = [None if isinstance(state, NewKey) else state for state in states]
            yield work
            _check_ended(work)

    def join(self, tx: Transaction) -> AnyUnitOfWork:
        """Work inside an open transaction, which its opener commits."""
        return self._unit(sql(tx))


def _check_ended(work: BaseUnitOfWork, command: Command[Never] | None = None) -> None:
    """Raises RuntimeError for a forgotten commit."""
    if not work.tx.committed and not work.is_rolled_back and (command is not None or work.tx.has_unsaved_changes):
        name = type(command).__name__ if command is not None else type(work).__name__
        raise RuntimeError(f"{name} ended without commit or roll_back")

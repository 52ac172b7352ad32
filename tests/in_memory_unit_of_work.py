"""How in-memory units of work end: as those over SQL do."""

from abc import ABC, abstractmethod
from typing import Never, cast

from shared.kernel.commands import Command
from shared.kernel.idempotency import Idempotency
from shared.kernel.transaction import Transaction


class InMemoryUnitOfWorkBase(ABC):
    """Implements `CommandCommit` and `Commit`."""

    def __init__(self, tx: Transaction, idempotency: Idempotency[Never] | None = None) -> None:
        self._tx = tx
        self._idempotency = idempotency
        self._ended = False

    async def commit(self, outcome: object = None) -> None:
        if self._idempotency is not None:
            self._tx.store_response(self._idempotency.key, self._idempotency.render(cast("Never", outcome)))
        await self.commit_without_response()

    async def commit_without_response(self) -> None:
        self._ended = True
        await self._apply()

    def roll_back(self) -> None:
        self._ended = True

    def check_ended(self, command: Command[Never] | None) -> None:
        """Raise RuntimeError if the unit of work of a command was left without an end."""
        if command is not None and not self._ended:
            raise RuntimeError(f"{type(command).__name__} ended without commit or roll_back")

    @abstractmethod
    async def _apply(self) -> None:
        """Make the changes permanent."""

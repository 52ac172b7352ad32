"""Transactions over the deliveries of the whole program."""

from contextlib import AbstractAsyncContextManager

from modules.operations.adapters.outbound.dead_letters import SqlDeadLetters
from modules.operations.adapters.outbound.retention import SqlRetention
from shared.infra.sql.bounded import bounded_snapshots
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory
from shared.kernel.transaction import Transaction

CHECKING_MILLISECONDS = 120_000
"""Doctor reads whole tables; its statements may take longer than a request's."""


class SqlUnitOfWork(BaseUnitOfWork):
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        super().__init__(tx)
        self.dead_letters = SqlDeadLetters(tx)
        self.retention = SqlRetention(tx)


class SqlUnitsOfWork(UnitOfWorkFactory[SqlUnitOfWork]):
    """Opens units of work, and snapshots to check."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, SqlUnitOfWork)
        self._checking = bounded_snapshots(database, CHECKING_MILLISECONDS)

    def snapshot(self) -> AbstractAsyncContextManager[Transaction]:
        return self._checking()

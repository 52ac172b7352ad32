"""Unit of work of the operations module over PostgreSQL."""

from contextlib import AbstractAsyncContextManager

from modules.operations.adapters.outbound.dead_letters import SqlDeadLetterRepository
from modules.operations.adapters.outbound.retention import SqlRetention
from shared.infra.sql.database import Database
from shared.infra.sql.statement_timeout import bounded_snapshots
from shared.infra.sql.transaction import SqlTransaction
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory
from shared.kernel.transaction import Transaction

CHECK_TIMEOUT_MILLISECONDS = 120_000
"""Statement timeout of doctor checks. They read whole tables and need longer than a request may."""


class SqlUnitOfWork(BaseUnitOfWork):
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        super().__init__(tx)
        self.dead_letters = SqlDeadLetterRepository(tx)
        self.retention = SqlRetention(tx)


class SqlUnitOfWorkFactory(UnitOfWorkFactory[SqlUnitOfWork]):
    """Opens units of work, and snapshots for doctor checks."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, SqlUnitOfWork)
        self._open_check_snapshot = bounded_snapshots(database, CHECK_TIMEOUT_MILLISECONDS)

    def snapshot(self) -> AbstractAsyncContextManager[Transaction]:
        return self._open_check_snapshot()

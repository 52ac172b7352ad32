"""Unit of work over this module's tables in PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from modules.import_export.adapters.outbound.files import SqlFiles
from modules.import_export.adapters.outbound.jobs import SqlJobs
from modules.import_export.adapters.outbound.row_context import SqlRowContext
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory


class SqlUnitOfWork(BaseUnitOfWork):
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        super().__init__(tx)
        self.jobs = SqlJobs(tx)
        self.files = SqlFiles(tx)
        self.row_context = SqlRowContext(tx)

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        return self.tx.savepoint()

    @asynccontextmanager
    async def rolled_back(self) -> AsyncIterator[None]:
        with suppress(_RollBack):
            async with self.tx.savepoint():
                yield
                await self.tx.flush()
                raise _RollBack


class _RollBack(Exception):
    """Ends a dry run, so that its changes are rolled back."""


class SqlUnitsOfWork(UnitOfWorkFactory[SqlUnitOfWork]):
    def __init__(self, database: Database) -> None:
        super().__init__(database, SqlUnitOfWork)

"""Units of work and snapshots of the reports module."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from modules.reports.adapters.outbound.counters import SqlCounterRepository
from modules.reports.adapters.outbound.report_queries import SqlReportQueries
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction, sql
from shared.kernel.transaction import Transaction


class SqlUnitOfWork:
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self.tx = tx
        self.counters = SqlCounterRepository(tx)

    async def commit(self) -> None:
        await self.tx.commit()


class SqlReportSnapshot:
    """Implements the port `ReportSnapshot`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self.tx = tx
        self.figures = SqlReportQueries(tx)


class SqlUnitOfWorkFactory:
    """Opens units of work and snapshots."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnitOfWork]:
        async with self._database.begin() as tx:
            yield SqlUnitOfWork(tx)

    def join(self, tx: Transaction) -> SqlUnitOfWork:
        return SqlUnitOfWork(sql(tx))

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[SqlReportSnapshot]:
        async with self._database.snapshot() as tx:
            yield SqlReportSnapshot(tx)

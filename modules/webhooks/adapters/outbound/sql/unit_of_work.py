"""SQL implementation of the unit of work."""

from modules.webhooks.adapters.outbound.sql.deliveries import SqlDeliveries
from modules.webhooks.adapters.outbound.sql.endpoints import SqlEndpoints, SqlEventSubscription
from modules.webhooks.adapters.outbound.sql.events import SqlEvents
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory


class SqlUnitOfWork(BaseUnitOfWork):
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        super().__init__(tx)
        self.endpoints = SqlEndpoints(tx)
        self.deliveries = SqlDeliveries(tx)
        self.events = SqlEvents(tx)
        self.subscription = SqlEventSubscription(tx)


class SqlUnitsOfWork(UnitOfWorkFactory[SqlUnitOfWork]):
    def __init__(self, database: Database) -> None:
        super().__init__(database, SqlUnitOfWork)

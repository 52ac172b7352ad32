"""Transactions over this module's tables."""

from modules.inventory.adapters.outbound.sql.announced_availability import SqlStandings
from modules.inventory.adapters.outbound.sql.documents import SqlDocuments
from modules.inventory.adapters.outbound.sql.locations import SqlLocations
from modules.inventory.adapters.outbound.sql.products import SqlProducts
from modules.inventory.adapters.outbound.sql.reservations import SqlBookings
from modules.inventory.adapters.outbound.sql.stock_levels import SqlShelves
from modules.inventory.adapters.outbound.sql.transfers import SqlTransfers
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory


class SqlUnitOfWork(BaseUnitOfWork):
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        super().__init__(tx)
        self.products = SqlProducts(tx)
        self.locations = SqlLocations(tx)
        self.shelves = SqlShelves(tx)
        self.bookings = SqlBookings(tx)
        self.standings = SqlStandings(tx)
        self.documents = SqlDocuments(tx)
        self.transfers = SqlTransfers(tx)


class SqlUnitsOfWork(UnitOfWorkFactory[SqlUnitOfWork]):
    def __init__(self, database: Database) -> None:
        super().__init__(database, SqlUnitOfWork)

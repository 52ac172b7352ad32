"""Transactions over this module's tables."""

from modules.inventory.adapters.outbound.bookings import SqlBookings
from modules.inventory.adapters.outbound.documents import SqlDocuments
from modules.inventory.adapters.outbound.locations import SqlLocations
from modules.inventory.adapters.outbound.products import SqlProducts
from modules.inventory.adapters.outbound.shelves import SqlShelves
from modules.inventory.adapters.outbound.standings import SqlStandings
from modules.inventory.adapters.outbound.transfers import SqlTransfers
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.infra.sql.unit_of_work import Unit, Units


class SqlUnitOfWork(Unit):
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


class SqlUnitsOfWork(Units[SqlUnitOfWork]):
    def __init__(self, database: Database) -> None:
        super().__init__(database, SqlUnitOfWork)

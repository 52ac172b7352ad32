"""Units of work over this module's tables."""

from modules.inventory.adapters.outbound.sql.announced_availability import SqlAnnouncedAvailabilityRepository
from modules.inventory.adapters.outbound.sql.documents import SqlDocumentRepository
from modules.inventory.adapters.outbound.sql.locations import SqlLocationRepository
from modules.inventory.adapters.outbound.sql.products import SqlProductRepository
from modules.inventory.adapters.outbound.sql.reservations import SqlReservationRepository
from modules.inventory.adapters.outbound.sql.stock_levels import SqlStockLevelRepository
from modules.inventory.adapters.outbound.sql.transfers import SqlTransferRepository
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory


class SqlUnitOfWork(BaseUnitOfWork):
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        super().__init__(tx)
        self.products = SqlProductRepository(tx)
        self.locations = SqlLocationRepository(tx)
        self.stock_levels = SqlStockLevelRepository(tx)
        self.reservations = SqlReservationRepository(tx)
        self.announced_availability = SqlAnnouncedAvailabilityRepository(tx)
        self.documents = SqlDocumentRepository(tx)
        self.transfers = SqlTransferRepository(tx)


class SqlUnitOfWorkFactory(UnitOfWorkFactory[SqlUnitOfWork]):
    def __init__(self, database: Database) -> None:
        super().__init__(database, SqlUnitOfWork)

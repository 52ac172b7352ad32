"""Units of work over this module's tables."""

from functools import cached_property

from modules.inventory.adapters.outbound.sql.catalog.announced_availability import SqlAnnouncedAvailabilityRepository
from modules.inventory.adapters.outbound.sql.catalog.products import SqlProductRepository
from modules.inventory.adapters.outbound.sql.stock.locations import SqlLocationRepository
from modules.inventory.adapters.outbound.sql.stock.reservations import SqlReservationRepository
from modules.inventory.adapters.outbound.sql.stock.stock_documents import SqlDocumentRepository
from modules.inventory.adapters.outbound.sql.stock.stock_levels import SqlStockLevelRepository
from modules.inventory.adapters.outbound.sql.stock.transfers import SqlTransferRepository
from shared.infra.sql.database import Database
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory


class SqlUnitOfWork(BaseUnitOfWork):
    """Implements the port `UnitOfWork`. A repository is made when it is first used."""

    @cached_property
    def products(self) -> SqlProductRepository:
        return SqlProductRepository(self.tx)

    @cached_property
    def locations(self) -> SqlLocationRepository:
        return SqlLocationRepository(self.tx)

    @cached_property
    def stock_levels(self) -> SqlStockLevelRepository:
        return SqlStockLevelRepository(self.tx)

    @cached_property
    def reservations(self) -> SqlReservationRepository:
        return SqlReservationRepository(self.tx)

    @cached_property
    def announced_availability(self) -> SqlAnnouncedAvailabilityRepository:
        return SqlAnnouncedAvailabilityRepository(self.tx)

    @cached_property
    def documents(self) -> SqlDocumentRepository:
        return SqlDocumentRepository(self.tx)

    @cached_property
    def transfers(self) -> SqlTransferRepository:
        return SqlTransferRepository(self.tx)


class SqlUnitOfWorkFactory(UnitOfWorkFactory[SqlUnitOfWork]):
    def __init__(self, database: Database) -> None:
        super().__init__(database, SqlUnitOfWork)

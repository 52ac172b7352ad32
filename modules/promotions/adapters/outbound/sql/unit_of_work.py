"""SQL implementation of the unit of work."""

from modules.promotions.adapters.outbound.sql.coupons import SqlCouponRepository
from modules.promotions.adapters.outbound.sql.redemptions import SqlRedemptionRepository
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory


class SqlUnitOfWork(BaseUnitOfWork):
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        super().__init__(tx)
        self.coupons = SqlCouponRepository(tx)
        self.redemptions = SqlRedemptionRepository(tx)


class SqlUnitOfWorkFactory(UnitOfWorkFactory[SqlUnitOfWork]):
    def __init__(self, database: Database) -> None:
        super().__init__(database, SqlUnitOfWork)

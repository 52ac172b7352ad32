"""SQL implementation of the unit of work."""

from modules.gift_desk.adapters.outbound.sql.gift_cards import SqlGiftCardRepository
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory


class SqlUnitOfWork(BaseUnitOfWork):
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        super().__init__(tx)
        self.gift_cards = SqlGiftCardRepository(tx)


class SqlUnitOfWorkFactory(UnitOfWorkFactory[SqlUnitOfWork]):
    def __init__(self, database: Database) -> None:
        super().__init__(database, SqlUnitOfWork)

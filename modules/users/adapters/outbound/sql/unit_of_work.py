"""Unit of work of the users module over PostgreSQL."""

from modules.users.adapters.outbound.sql.api_keys import SqlApiKeyRepository
from modules.users.adapters.outbound.sql.password_resets import SqlPasswordResetRepository
from modules.users.adapters.outbound.sql.sessions import SqlSessionRepository
from modules.users.adapters.outbound.sql.stored_responses import SqlStoredResponseRepository
from modules.users.adapters.outbound.sql.users import SqlUserRepository
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory


class SqlUnitOfWork(BaseUnitOfWork):
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        super().__init__(tx)
        self.users = SqlUserRepository(tx)
        self.sessions = SqlSessionRepository(tx)
        self.resets = SqlPasswordResetRepository(tx)
        self.keys = SqlApiKeyRepository(tx)
        self.stored_responses = SqlStoredResponseRepository(tx)


class SqlUnitOfWorkFactory(UnitOfWorkFactory[SqlUnitOfWork]):
    def __init__(self, database: Database) -> None:
        super().__init__(database, SqlUnitOfWork)

"""Transactions over this module's tables."""

from modules.users.adapters.outbound.sql.api_keys import SqlApiKeys
from modules.users.adapters.outbound.sql.password_resets import SqlPasswordResets
from modules.users.adapters.outbound.sql.sessions import SqlSessions
from modules.users.adapters.outbound.sql.stored_responses import SqlAnswers
from modules.users.adapters.outbound.sql.users import SqlUsers
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.infra.sql.unit_of_work import BaseUnitOfWork, UnitOfWorkFactory


class SqlUnitOfWork(BaseUnitOfWork):
    """Implements the port `UnitOfWork`."""

    def __init__(self, tx: SqlTransaction) -> None:
        super().__init__(tx)
        self.users = SqlUsers(tx)
        self.sessions = SqlSessions(tx)
        self.resets = SqlPasswordResets(tx)
        self.keys = SqlApiKeys(tx)
        self.answers = SqlAnswers(tx)


class SqlUnitsOfWork(UnitOfWorkFactory[SqlUnitOfWork]):
    def __init__(self, database: Database) -> None:
        super().__init__(database, SqlUnitOfWork)

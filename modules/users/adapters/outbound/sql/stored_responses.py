"""Stored responses of a principal."""

from shared.infra.sql import stored_responses
from shared.infra.sql.transaction import SqlTransaction


class SqlStoredResponseRepository:
    """Implements the port `StoredResponseRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def delete_for_principal(self, principal: str) -> None:
        await stored_responses.delete_for_principal(self._tx, principal)

"""Kept answers, which stand on the ground that all modules share."""

from shared.infra.sql.transaction import SqlTransaction

# A scope begins with its principal's name. Nothing but the prefix is asked of the key, whatever the collation.
_FORGET = "DELETE FROM platform.idempotency_keys WHERE scope ^@ $1"


class SqlStoredResponseRepository:
    """Implements the port `StoredResponseRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def delete_for_principal(self, principal: str) -> None:
        await self._tx.fetch(_FORGET, f"{principal} ")

"""Stored responses in the shared table of idempotency keys."""

from shared.infra.sql.transaction import SqlTransaction

# A scope starts with the name of its principal. `^@` compares the prefix regardless of the collation.
_DELETE = "DELETE FROM platform.idempotency_keys WHERE scope ^@ $1"


class SqlStoredResponseRepository:
    """Implements the port `StoredResponseRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def delete_for_principal(self, principal: str) -> None:
        await self._tx.fetch(_DELETE, f"{principal} ")

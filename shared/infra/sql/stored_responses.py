"""Maintenance of stored responses: list pending ones, delete those of a principal, prune old ones."""

from collections.abc import Sequence
from datetime import datetime

from shared.infra.sql.transaction import SqlReading, SqlTransaction

# A scope starts with the name of its principal. `^@` compares the prefix regardless of the collation.
_DELETE = "DELETE FROM platform.idempotency_keys WHERE scope ^@ $1"
_PRUNE = """
    WITH old AS (
        SELECT scope, key FROM platform.idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT $2
    )
    DELETE FROM platform.idempotency_keys k USING old WHERE k.scope = old.scope AND k.key = old.key RETURNING 1
"""
_UNANSWERED = """
    SELECT scope, created_at FROM platform.idempotency_keys
    WHERE status = 0 AND created_at < $1 ORDER BY created_at LIMIT 100
"""


async def delete_for_principal(tx: SqlTransaction, principal: str) -> None:
    await tx.fetch(_DELETE, f"{principal} ")


async def prune_keys(tx: SqlTransaction, before: datetime, at_most: int) -> int:
    """Delete older keys; returns their number."""
    return len(await tx.fetch(_PRUNE, before, at_most))


async def unanswered_requests(reading: SqlReading, since: datetime) -> Sequence[tuple[str, datetime]]:
    """Scope and time of at most 100 keys that have had no response since before that time."""
    return [tuple(row) for row in await reading.fetch(_UNANSWERED, since)]

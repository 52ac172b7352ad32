"""On-demand subscriptions, which a module switches on and off in its own transaction."""

from collections.abc import Awaitable, Callable, Sequence

from shared.infra.sql.advisory_lock import AdvisoryLock, hashed
from shared.infra.sql.transaction import SqlTransaction

_LOCK = f"SELECT {AdvisoryLock(20_263).lock(hashed('$1'))}"
_REGISTER = """
    INSERT INTO platform.consumers (event_type, consumer, external)
    SELECT type, $2, $3 FROM unnest($1::text[]) AS type ON CONFLICT DO NOTHING
"""
_UNREGISTER = "DELETE FROM platform.consumers WHERE consumer = $1"


async def sync_subscription(
    tx: SqlTransaction,
    consumer: str,
    events: Sequence[str],
    *,
    is_wanted: Callable[[], Awaitable[bool]],
    external: bool = False,
) -> None:
    """Register the consumer for these types if `is_wanted` returns true, else unregister it, when `tx` commits.

    Pending writes of the transaction are flushed first, and `is_wanted` is called under a lock: of two concurrent
    transactions, the later sees the effect of the earlier.
    """
    await tx.flush()
    await tx.fetch(_LOCK, consumer)
    if await is_wanted():
        await tx.fetch(_REGISTER, list(events), consumer, external)
    else:
        await tx.fetch(_UNREGISTER, consumer)

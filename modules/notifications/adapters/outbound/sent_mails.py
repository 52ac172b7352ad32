"""Repository of sent mails over PostgreSQL."""

from collections.abc import Sequence
from datetime import timedelta

from modules.notifications.adapters.outbound.tables import sent_mails
from modules.notifications.domain.mail import SentMail
from shared.infra.batching import RequestBatcher
from shared.infra.sql.bulk.bulk_writer import Row
from shared.infra.sql.database import Database

_LOOK_UP = "SELECT key FROM notifications.sent_mails WHERE key = ANY($1::text[])"
_PRUNE = """
    DELETE FROM notifications.sent_mails WHERE key IN (
        SELECT key FROM notifications.sent_mails WHERE sent_at < $1 ORDER BY sent_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING 1
"""

_LIST_FOR_USER = (
    "SELECT kind, message_id, sent_at FROM notifications.sent_mails WHERE user_id = $1 ORDER BY sent_at, key"
)


class SqlSentMailRepository:
    """Implements the port `SentMailRepository`. Mails that are sent at the same time share its statements."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._were_sent = RequestBatcher(self._look_up, name="look up sent mails", max_in_flight=1)
        self._record = RequestBatcher(self._insert, name="record sent mails", max_in_flight=1)

    async def was_sent(self, key: str) -> bool:
        return await self._were_sent(key)

    async def record(self, key: str, kind: str, user_id: int | None, message_id: str) -> None:
        await self._record({"key": key, "kind": kind, "user_id": user_id, "message_id": message_id})

    async def list_for_user(self, user_id: int) -> Sequence[SentMail]:
        async with self._database.read() as reading:
            return [SentMail(*row) for row in await reading.fetch(_LIST_FOR_USER, user_id)]

    async def _look_up(self, keys: Sequence[str]) -> Sequence[bool]:
        async with self._database.read() as reading:
            found = {row["key"] for row in await reading.fetch(_LOOK_UP, list(keys))}
        return [key in found for key in keys]

    async def _insert(self, rows: Sequence[Row]) -> Sequence[None]:
        async with self._database.begin() as tx:
            tx.insert(sent_mails, [{**row, "sent_at": tx.now} for row in rows], if_absent=True)
            await tx.commit()
        return [None] * len(rows)

    async def prune(self, retention: timedelta, at_most: int) -> int:
        async with self._database.begin() as tx:
            pruned = len(await tx.fetch(_PRUNE, tx.now - retention, at_most))
            await tx.commit()
        return pruned

"""Sent mails in their table."""

from modules.notifications.adapters.outbound.tables import sent_mails
from shared.infra.sql.database import Database


class SqlSentMails:
    """Implements the port `SentMails`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def has(self, key: str) -> bool:
        async with self._database.read() as reading:
            return bool(await reading.fetch("SELECT 1 FROM notifications.sent_mails WHERE key = $1", key))

    async def note(self, key: str, kind: str, user_id: int, message_id: str) -> None:
        row = {"key": key, "kind": kind, "user_id": user_id, "message_id": message_id}
        async with self._database.begin() as tx:
            tx.insert(sent_mails, [{**row, "sent_at": tx.now}], if_absent=True)
            await tx.commit()

"""Audit entries as effects that tests write and count."""

from shared.infra.sql.database import Database
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import AuditEntry

METADATA = EventMetadata(actor="user:1", request_id="r1")


LINE = AuditEntry("thing.changed", resource="thing:1", metadata=METADATA, changes={"old": 1, "new": 2})


async def lines(db: Database) -> int:
    async with db.read() as reading:
        rows = await reading.fetch("SELECT count(*) FROM platform.audit_log")
    return int(rows[0][0])

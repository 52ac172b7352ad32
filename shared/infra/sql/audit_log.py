"""The append-only audit log. Its lines are written by `SqlTransaction.audit`."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
from sqlalchemy import Select, select

from shared.infra.sql.tables import audit_log
from shared.infra.sql.transaction import SqlReading

_BY_SUBJECT = "SELECT * FROM platform.audit_log WHERE actor = $1 OR resource = $1 ORDER BY id"
_RECORDED = "SELECT EXISTS (SELECT FROM platform.audit_log WHERE resource = $1 AND action = $2) AS recorded"
# Both are tested, because migrations revoke the right to change the log even from a role that owns the table.
_OVERPRIVILEGED_ROLE = """
    SELECT current_user AS role FROM pg_class
    WHERE oid = 'platform.audit_log'::regclass
      AND (pg_has_role(relowner, 'MEMBER') OR has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE'))
"""
SORTABLE = {"id": audit_log.c.id, "at": audit_log.c.at}


def matching(
    actor: str | None, *, resource: str | None, since: datetime | None, until: datetime | None
) -> Select[tuple[object, ...]]:
    """Lines of an actor, about a resource, from `since` to before `until`. None means any."""
    query = select(audit_log)
    if actor is not None:
        query = query.where(audit_log.c.actor == actor)
    if resource is not None:
        query = query.where(audit_log.c.resource == resource)
    if since is not None:
        query = query.where(audit_log.c.at >= since)
    if until is not None:
        query = query.where(audit_log.c.at < until)
    return query


async def list_by_subject(reading: SqlReading, name: str) -> Sequence[asyncpg.Record]:
    """Lines with this subject as actor or as resource."""
    return await reading.fetch(_BY_SUBJECT, name)


async def was_recorded(reading: SqlReading, *, resource: str, action: str) -> bool:
    row = await reading.fetch_one(_RECORDED, resource, action)
    return bool(row and row["recorded"])


async def overprivileged_role(reading: SqlReading) -> str | None:
    """The role of this connection if it has the right to change the log."""
    row = await reading.fetch_one(_OVERPRIVILEGED_ROLE)
    return row["role"] if row else None

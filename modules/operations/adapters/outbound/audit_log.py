"""Queries of the audit log over PostgreSQL."""

from collections.abc import Sequence

import asyncpg
from sqlalchemy import RowMapping, select

from modules.operations.domain.audit import AuditFilter, AuditRecord
from shared.infra.sql.database import Database
from shared.infra.sql.keyset import fetch_page
from shared.infra.sql.tables import audit_log
from shared.kernel.paging import Page, PageRequest

_BY_SUBJECT = "SELECT * FROM platform.audit_log WHERE actor = $1 OR resource = $1 ORDER BY id"
_SORTED_BY = {"id": audit_log.c.id, "at": audit_log.c.at}


class SqlAuditQueries:
    """Implements the port `AuditQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, page_request: PageRequest, where: AuditFilter) -> Page[AuditRecord]:
        query = select(audit_log)
        if where.actor is not None:
            query = query.where(audit_log.c.actor == where.actor)
        if where.resource is not None:
            query = query.where(audit_log.c.resource == where.resource)
        if where.since is not None:
            query = query.where(audit_log.c.at >= where.since)
        if where.until is not None:
            query = query.where(audit_log.c.at < where.until)
        async with self._database.snapshot() as reading:
            return await fetch_page(reading, query, _SORTED_BY, page_request, _entry, exact=where == AuditFilter())

    async def list_by_subject(self, who: str) -> Sequence[AuditRecord]:
        async with self._database.read() as reading:
            return [_entry(row) for row in await reading.fetch(_BY_SUBJECT, who)]


def _entry(row: asyncpg.Record | RowMapping) -> AuditRecord:
    return AuditRecord(
        id=row["id"],
        at=row["at"],
        actor=row["actor"],
        action=row["action"],
        resource=row["resource"],
        request_id=row["request_id"],
        changes=row["changes"],
    )

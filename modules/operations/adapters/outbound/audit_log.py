"""Queries of the audit log over PostgreSQL."""

from collections.abc import Sequence

import asyncpg
from sqlalchemy import RowMapping

from modules.operations.domain.audit import AuditFilter, AuditRecord
from shared.infra.sql import audit_log
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.kernel.paging import Page, PageRequest


class SqlAuditQueries:
    """Implements the port `AuditQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_page(self, page_request: PageRequest, where: AuditFilter) -> Page[AuditRecord]:
        query = audit_log.matching(where.actor, resource=where.resource, since=where.since, until=where.until)
        async with self._database.snapshot() as reading:
            return await fetch_page(
                reading, query, audit_log.SORTABLE, wanted=page_request, item=_entry, exact=where == AuditFilter()
            )

    async def list_by_subject(self, who: str) -> Sequence[AuditRecord]:
        async with self._database.read() as reading:
            return [_entry(row) for row in await audit_log.list_by_subject(reading, who)]


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

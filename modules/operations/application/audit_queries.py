"""Query of the audit log."""

from modules.operations.domain.audit import AuditFilter, AuditRecord
from modules.operations.ports.audit_log import AuditQueries
from shared.kernel.paging import Page, PageRequest


class ListAuditEntries:
    def __init__(self, log: AuditQueries) -> None:
        self._log = log

    async def __call__(self, page_request: PageRequest, where: AuditFilter) -> Page[AuditRecord]:
        """Raises Invalid for a filter that no entry can match."""
        where.check()
        return await self._log.page(page_request, where)

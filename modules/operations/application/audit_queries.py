"""Who changed what."""

from modules.operations.domain.audit import AuditEntry, AuditFilter
from modules.operations.ports.audit_log import AuditLog
from shared.kernel.paging import Page, PageRequest


class SeeAudit:
    def __init__(self, log: AuditLog) -> None:
        self._log = log

    async def __call__(self, wanted: PageRequest, where: AuditFilter) -> Page[AuditEntry]:
        """Raises Invalid for a filter that nothing can meet."""
        where.check()
        return await self._log.page(wanted, where)

"""Query of the audit log."""

from collections.abc import Sequence

from modules.operations.domain.audit import AuditFilter, AuditRecord
from modules.operations.ports.audit_log import AuditQueries
from shared.kernel.module import AuditedKind
from shared.kernel.paging import Page, PageRequest


class ListAuditEntries:
    """`resource_kinds` are the kinds of resources that the modules audit."""

    def __init__(self, log: AuditQueries, resource_kinds: Sequence[AuditedKind]) -> None:
        self._log = log
        self._resource_kinds = resource_kinds

    async def __call__(self, page_request: PageRequest, where: AuditFilter) -> Page[AuditRecord]:
        """Raises Invalid for a filter that no entry can match."""
        where.check(self._resource_kinds)
        return await self._log.list_page(page_request, where)

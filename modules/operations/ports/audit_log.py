"""The audit log, to be read."""

from typing import Protocol

from modules.operations.domain.audit import AuditEntry, AuditFilter
from shared.kernel.paging import Page, Slice

SORTS = frozenset({"id", "at"})


class AuditLog(Protocol):
    async def page(self, wanted: Slice, where: AuditFilter) -> Page[AuditEntry]: ...

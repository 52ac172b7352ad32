"""Port: reads the audit log."""

from collections.abc import Sequence
from typing import Protocol

from modules.operations.domain.audit import AuditEntry, AuditFilter
from shared.kernel.paging import Page, PageRequest

SORTS = frozenset({"id", "at"})


class AuditQueries(Protocol):
    async def page(self, page_request: PageRequest, where: AuditFilter) -> Page[AuditEntry]: ...

    async def list_by_subject(self, who: str) -> Sequence[AuditEntry]:
        """Return the entries with that actor or resource (`user:7`), oldest first."""
        ...

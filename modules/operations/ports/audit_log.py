"""Port: reads the audit log."""

from collections.abc import Sequence
from typing import Protocol

from modules.operations.domain.audit import AuditFilter, AuditRecord
from shared.kernel.paging import Page, PageRequest

SORTS = frozenset({"id", "at"})


class AuditQueries(Protocol):
    async def list_page(self, page_request: PageRequest, where: AuditFilter) -> Page[AuditRecord]: ...

    async def list_by_subject(self, who: str) -> Sequence[AuditRecord]:
        """Return the entries with that actor or resource (`user:7`), oldest first."""
        ...

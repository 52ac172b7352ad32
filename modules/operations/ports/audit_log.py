"""The audit log, to be read."""

from collections.abc import Sequence
from typing import Protocol

from modules.operations.domain.audit import AuditEntry, AuditFilter
from shared.kernel.paging import Page, PageRequest

SORTS = frozenset({"id", "at"})


class AuditLog(Protocol):
    async def page(self, wanted: PageRequest, where: AuditFilter) -> Page[AuditEntry]: ...

    async def naming(self, who: str) -> Sequence[AuditEntry]:
        """What was done by or to the one of that name (`user:7`), oldest first."""
        ...

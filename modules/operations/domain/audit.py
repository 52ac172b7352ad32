"""Who of staff and clients changed what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    id: int
    at: datetime
    actor: str
    action: str
    resource: str
    request_id: str
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """The time is half open: `since` belongs to it, `until` does not."""

    actor: str | None = None
    resource: str | None = None
    since: datetime | None = None
    until: datetime | None = None

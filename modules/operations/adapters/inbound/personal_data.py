"""Audit log entries for the export of a user's data. They name users by id and are kept after an erasure."""

from dataclasses import asdict
from typing import Any

from modules.operations.ports.audit_log import AuditQueries
from shared.kernel.module import PersonalData


def personal_data(log: AuditQueries) -> list[PersonalData]:
    async def audit(user_id: int) -> Any:
        """Entries of changes by the user and to the user."""
        return [asdict(entry) for entry in await log.list_by_subject(f"user:{user_id}")]

    return [PersonalData("audit", "audit:read", audit)]

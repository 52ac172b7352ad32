"""What the audit log says about a person, as it is exported. It names them by number: that stays."""

from dataclasses import asdict
from typing import Any

from modules.operations.ports.audit_log import AuditLog
from shared.kernel.module import PersonalData


def personal_data(log: AuditLog) -> list[PersonalData]:
    async def audit(user_id: int) -> Any:
        """What was done by them and to them."""
        return [asdict(entry) for entry in await log.naming(f"user:{user_id}")]

    return [PersonalData("audit", "audit:read", audit)]

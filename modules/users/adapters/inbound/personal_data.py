"""What this module keeps about a person, as it is exported."""

from typing import Any

from modules.users.adapters.inbound.http.models import user_out
from modules.users.ports.last_seen_addresses import Traces
from modules.users.ports.user_queries import Directory
from shared.kernel.module import PersonalData


def personal_data(directory: Directory, traces: Traces) -> list[PersonalData]:
    async def account(user_id: int) -> Any:
        """As `GET /v1/users/{id}` shows it."""
        user = await directory.by_id(user_id)
        return None if user is None else user_out(user).model_dump(mode="json")

    return [
        PersonalData("account", "users:read", account),
        PersonalData("sessions", "users:read", traces.sessions),
        PersonalData("api_keys", "users:read", traces.api_keys),
        PersonalData("password_resets", "users:read", traces.password_resets),
    ]

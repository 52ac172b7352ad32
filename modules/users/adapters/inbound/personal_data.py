"""Personal data of this module, for the export of a user's data."""

from typing import Any

from modules.users.adapters.inbound.http.models import user_out
from modules.users.ports.account_activity import AccountActivityQueries
from modules.users.ports.user_queries import UserQueries
from shared.kernel.module import PersonalData


def personal_data(user_queries: UserQueries, activity: AccountActivityQueries) -> list[PersonalData]:
    async def account(user_id: int) -> Any:
        """The account as `GET /v1/users/{id}` returns it."""
        user = await user_queries.get_by_id(user_id)
        return None if user is None else user_out(user).model_dump(mode="json")

    return [
        PersonalData("account", "users:read", account),
        PersonalData("sessions", "users:read", activity.sessions),
        PersonalData("api_keys", "users:read", activity.api_keys),
        PersonalData("password_resets", "users:read", activity.password_resets),
    ]

"""The resources of user events, for webhook messages."""

from collections.abc import Mapping
from typing import cast

from modules.users.adapters.inbound.http.models import user_out
from modules.users.ports.user_queries import UserQueries
from shared.kernel.module import Resource


def resources(user_queries: UserQueries) -> list[Resource]:
    async def user(data: Mapping[str, object]) -> Mapping[str, object] | None:
        """The user as `GET /v1/users/{id}` returns it."""
        found = await user_queries.get_by_id(cast("int", data["user_id"]))
        return None if found is None else user_out(found).model_dump(mode="json")

    return [Resource("users.user.", user)]

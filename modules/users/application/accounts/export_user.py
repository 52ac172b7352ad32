"""Export all personal data of a user."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modules.users.ports.user_queries import UserQueries
from shared.kernel.errors import NotFound
from shared.kernel.module import PersonalData
from shared.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class Export:
    user_id: int
    sections: Mapping[str, Any]


class ExportUser:
    """Users can export their own data. Other callers need `users:read` and the scopes of all sections.

    Raises Forbidden for a missing scope of a section, and NotFound without `users:read`.
    """

    def __init__(self, user_queries: UserQueries, sections: Sequence[PersonalData]) -> None:
        self._queries = user_queries
        self._sections = sections

    async def __call__(self, principal: Principal, user_id: int) -> Export:
        if principal.user_id != user_id:
            if not principal.may("users:read"):
                raise NotFound("user")
            principal.require_all({section.scope for section in self._sections})
        if await self._queries.get_by_id(user_id) is None:
            raise NotFound("user")
        return Export(user_id, {section.name: await section.collect(user_id) for section in self._sections})

"""List users."""

from modules.users.domain.user import User
from modules.users.ports.user_queries import UserFilter, UserQueries
from shared.kernel.paging import Page, PageRequest


class ListUsers:
    def __init__(self, user_queries: UserQueries) -> None:
        self._queries = user_queries

    async def __call__(self, wanted: PageRequest, where: UserFilter) -> Page[User]:
        return await self._queries.list_page(wanted, where)

"""Users to leaf through, for those who hold users:read."""

from modules.users.domain.user import User
from modules.users.ports.user_queries import Directory, UserFilter
from shared.kernel.paging import Page, PageRequest


class ListUsers:
    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def __call__(self, wanted: PageRequest, where: UserFilter) -> Page[User]:
        return await self._directory.page(wanted, where)

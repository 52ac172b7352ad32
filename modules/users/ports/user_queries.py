"""Port: reads users outside transactions."""

from dataclasses import dataclass
from typing import Protocol

from modules.users.domain.login import Login
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from shared.kernel.paging import Page, PageRequest

SORTS = frozenset({"id", "created_at", "username"})


@dataclass(frozen=True, slots=True)
class UserFilter:
    """`q` is searched in e-mail addresses, user names and full names, ignoring case and accents."""

    q: str | None = None
    role: Role | None = None
    is_active: bool | None = None


class UserQueries(Protocol):
    async def get_by_id(self, user_id: int) -> User | None: ...

    async def get_by_login(self, login: Login) -> User | None: ...

    async def list_page(self, wanted: PageRequest, where: UserFilter) -> Page[User]:
        """Return a page. The total is exact if there is no filter."""
        ...

"""Get one user."""

from modules.users.domain.user import User
from modules.users.ports.user_queries import UserQueries
from shared.kernel.errors import NotFound
from shared.kernel.principal import Principal


class GetUser:
    """Users can read their own account, other callers need `users:read`. Raises NotFound."""

    def __init__(self, user_queries: UserQueries) -> None:
        self._queries = user_queries

    async def __call__(self, principal: Principal, user_id: int) -> User:
        if principal.user_id != user_id and not principal.may("users:read"):
            raise NotFound("user")
        user = await self._queries.get_by_id(user_id)
        if user is None:
            raise NotFound("user")
        return user

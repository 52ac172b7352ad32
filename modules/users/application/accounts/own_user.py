"""The caller's own account."""

from modules.users.domain.user import User
from modules.users.ports.unit_of_work import UnitOfWork
from shared.kernel.errors import NotFound
from shared.kernel.principal import Principal


async def get_own_user(work: UnitOfWork, principal: Principal) -> User:
    if principal.user_id is None:
        raise NotFound("account", " An API client has no e-mail address: sign in as the account that has it.")
    user = await work.users.get_for_update(principal.user_id)
    if user is None:
        raise NotFound("account")
    return user

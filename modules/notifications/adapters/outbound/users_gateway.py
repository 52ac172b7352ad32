"""Recipients, and what lets them in again, as the users module knows them."""

from modules.notifications.domain.recipient import Recipient
from modules.notifications.ports.resets import Reset
from modules.notifications.ports.verifications import Verification
from modules.users.public import Customer, UsersApi


class UsersRecipients:
    """Implements the port `Recipients`."""

    def __init__(self, users: UsersApi) -> None:
        self._users = users

    async def user(self, user_id: int) -> Recipient | None:
        customer = await self._users.customer(user_id)
        if customer is None or not customer.is_active or not customer.email:
            return None
        return _recipient(customer)


class UsersResets:
    """Implements the port `Resets`."""

    def __init__(self, users: UsersApi) -> None:
        self._users = users

    async def reset(self, reset_id: int) -> Reset | None:
        found = await self._users.password_reset(reset_id)
        return None if found is None else Reset(_recipient(found.customer), found.token, found.minutes)


class UsersVerifications:
    """Implements the port `Verifications`."""

    def __init__(self, users: UsersApi) -> None:
        self._users = users

    async def verification(self, user_id: int) -> Verification | None:
        found = await self._users.email_verification(user_id)
        return None if found is None else Verification(_recipient(found.customer), found.token, found.hours)


def _recipient(customer: Customer) -> Recipient:
    return Recipient(customer.email, customer.full_name, customer.username, customer.id)

"""Recipients, as the users module knows them."""

from modules.notifications.domain.recipient import Recipient
from modules.users.public import UsersApi


class UsersRecipients:
    """Implements the port `Recipients`."""

    def __init__(self, users: UsersApi) -> None:
        self._users = users

    async def user(self, user_id: int) -> Recipient | None:
        customer = await self._users.customer(user_id)
        if customer is None or not customer.is_active or not customer.email:
            return None
        return Recipient(customer.email, customer.full_name, customer.username, customer.id)

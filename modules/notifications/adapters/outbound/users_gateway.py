"""Adapters to the users module: recipients, and tokens for password resets and e-mail verification."""

from modules.notifications.domain.recipient import Recipient
from modules.notifications.ports.email_verification_tokens import EmailVerificationToken
from modules.notifications.ports.password_reset_tokens import PasswordResetToken
from modules.users.public import Customer, UsersApi


class UsersRecipients:
    """Implements the port `Recipients`."""

    def __init__(self, users: UsersApi) -> None:
        self._users = users

    async def get_user(self, user_id: int) -> Recipient | None:
        customer = await self._users.get_customer(user_id)
        if customer is None or not customer.is_active or not customer.email:
            return None
        return _recipient(customer)


class UsersPasswordResetTokens:
    """Implements the port `PasswordResetTokens`."""

    def __init__(self, users: UsersApi) -> None:
        self._users = users

    async def issue(self, reset_id: int) -> PasswordResetToken | None:
        found = await self._users.issue_password_reset(reset_id)
        return None if found is None else PasswordResetToken(_recipient(found.customer), found.token, found.minutes)


class UsersEmailVerificationTokens:
    """Implements the port `EmailVerificationTokens`."""

    def __init__(self, users: UsersApi) -> None:
        self._users = users

    async def issue(self, user_id: int) -> EmailVerificationToken | None:
        found = await self._users.issue_email_verification(user_id)
        return None if found is None else EmailVerificationToken(_recipient(found.customer), found.token, found.hours)


def _recipient(customer: Customer) -> Recipient:
    return Recipient(
        address=customer.email, full_name=customer.full_name, username=customer.username, user_id=customer.id
    )

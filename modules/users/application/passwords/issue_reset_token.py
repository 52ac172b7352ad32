"""Issue the token of a password reset mail."""

from datetime import timedelta

from modules.users.application.accounts.describe_customers import customer_of
from modules.users.domain.secret import digest, opaque_token
from modules.users.ports.unit_of_work import Begin
from modules.users.public import PasswordReset, UserPolicy

MIN_TOKEN_INTERVAL = timedelta(minutes=5)
"""Minimum age of a token before another request replaces it. Otherwise repeated requests by a stranger
would invalidate every mail before the user can use it.
"""


class IssueResetToken:
    """Issues the token when the mail is sent. A mail that is sent again has a new token, which replaces the first."""

    def __init__(self, begin: Begin, policy: UserPolicy) -> None:
        self._begin = begin
        self._policy = policy

    async def __call__(self, reset_id: int) -> PasswordReset | None:
        """Return a token; None if the request needs no mail."""
        token, lasts = opaque_token(), self._policy.reset_for
        async with self._begin() as work:
            user_id = await work.resets.assign_token(reset_id, digest(token), work.tx.now + lasts, MIN_TOKEN_INTERVAL)
            if user_id is None:
                return None
            user = (await work.users.get_by_ids([user_id]))[user_id]
            await work.commit()
        return PasswordReset(customer_of(user), token, int(lasts.total_seconds()) // 60)

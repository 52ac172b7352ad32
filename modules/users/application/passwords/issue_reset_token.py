"""The secret that a mail to somebody who forgot the password carries."""

from datetime import timedelta

from modules.users.application.accounts.describe_customers import customer_of
from modules.users.domain.secret import digest, opaque_token
from modules.users.ports.unit_of_work import Begin
from modules.users.public import PasswordReset, UserPolicy

MIN_TOKEN_INTERVAL = timedelta(minutes=5)
"""So long a token stands before another wish can replace it: a stranger who keeps wishing must not keep
the mails that were sent from opening anything.
"""


class IssueResetToken:
    """Made at the moment of sending. A mail that is sent again carries another one, which ends the first."""

    def __init__(self, begin: Begin, policy: UserPolicy) -> None:
        self._begin = begin
        self._policy = policy

    async def __call__(self, reset_id: int) -> PasswordReset | None:
        """None where nobody is to be sent one."""
        token, lasts = opaque_token(), self._policy.reset_for
        async with self._begin(None) as work:
            user_id = await work.resets.assign_token(reset_id, digest(token), work.tx.now + lasts, MIN_TOKEN_INTERVAL)
            if user_id is None:
                return None
            user = (await work.users.get_by_ids([user_id]))[user_id]
            await work.commit()
        return PasswordReset(customer_of(user), token, int(lasts.total_seconds()) // 60)

"""Issue a token that verifies an e-mail address."""

from modules.users.application.accounts.describe_customers import customer_of
from modules.users.domain.email_verification import VALID_FOR, VerificationTokens
from modules.users.ports.unit_of_work import Begin
from modules.users.ports.user_queries import UserQueries
from modules.users.public import EmailVerification


class IssueVerificationToken:
    """Issues a token when the mail is sent."""

    def __init__(self, begin: Begin, user_queries: UserQueries, tokens: VerificationTokens) -> None:
        self._begin = begin
        self._queries = user_queries
        self._tokens = tokens

    async def __call__(self, user_id: int) -> EmailVerification | None:
        """Return a token; None if the account is deleted, inactive or verified."""
        user = await self._queries.get_by_id(user_id)
        if user is None or not user.is_active or user.email_verified_at is not None:
            return None
        async with self._begin() as work:
            token = self._tokens.issue(user, work.tx.now)
        return EmailVerification(customer_of(user), token, int(VALID_FOR.total_seconds()) // 3600)

"""In-process implementation of `UsersApi`."""

from collections.abc import Mapping, Sequence

from modules.users.application.accounts.describe_customers import DescribeCustomers
from modules.users.application.accounts.issue_verification_token import IssueVerificationToken
from modules.users.application.passwords.issue_reset_token import IssueResetToken
from modules.users.public import Customer, EmailVerification, PasswordReset
from shared.kernel.transaction import Transaction


class InProcessUsers:
    def __init__(
        self,
        describe: DescribeCustomers,
        issue_reset_token: IssueResetToken,
        issue_verification_token: IssueVerificationToken,
    ) -> None:
        self._describe = describe
        self._issue_reset_token = issue_reset_token
        self._issue_verification_token = issue_verification_token

    async def get_customers(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, Customer]:
        return await self._describe.get_customers(tx, ids)

    async def find_customer_id(self, tx: Transaction, email: str) -> int | None:
        return await self._describe.find_id_by_email(tx, email)

    async def get_customer(self, user_id: int) -> Customer | None:
        return await self._describe.get_customer(user_id)

    async def issue_password_reset(self, reset_id: int) -> PasswordReset | None:
        return await self._issue_reset_token(reset_id)

    async def issue_email_verification(self, user_id: int) -> EmailVerification | None:
        return await self._issue_verification_token(user_id)

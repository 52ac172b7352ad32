"""Verify e-mail addresses.

Verification needs the token from the mail and a session of the account. Otherwise a user who registered another
person's address would gain from that person following the link.
"""

from dataclasses import dataclass, field

from modules.users.application.accounts.own_user import get_own_user
from modules.users.domain.email_verification import VerificationTokens
from modules.users.domain.errors import verification_token_invalid
from modules.users.domain.user import User
from modules.users.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyEmailCommand(Command[User]):
    token: str = field(repr=False)


class VerifyEmail:
    """Verifies the address of the caller's account."""

    def __init__(self, begin: Begin, tokens: VerificationTokens) -> None:
        self._begin = begin
        self._tokens = tokens

    async def __call__(self, command: VerifyEmailCommand) -> User:
        """Raises NotFound for API clients, Invalid `token_invalid`."""
        async with self._begin(command) as work:
            user = await get_own_user(work, command.principal)
            is_open = user.email_verified_at is None
            if not (is_open and self._tokens.verifies(command.token, user, work.tx.now)):
                raise verification_token_invalid()
            user.verify_email(work.tx.now, command.metadata)
            work.tx.audit(AuditEntry("user.email_verified", resource=user.name, metadata=command.metadata))
            await work.users.save(user)
            await work.commit(user)
        return user

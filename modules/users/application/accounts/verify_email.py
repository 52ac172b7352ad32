"""Verify e-mail addresses.

Verification needs the token from the mail and a session of the account. Otherwise a user who registered another
person's address would gain from that person following the link.
"""

from dataclasses import dataclass, field

from modules.users.application.accounts.describe_customers import customer_of
from modules.users.domain.email_verification import VALID_FOR, VerificationTokens
from modules.users.domain.errors import verification_token_invalid
from modules.users.domain.user import User
from modules.users.ports.unit_of_work import Begin, UnitOfWork
from modules.users.ports.user_queries import UserQueries
from modules.users.public import EmailVerification
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.events import EventMetadata
from shared.kernel.principal import Principal
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEmailVerificationCommand(Command[User]):
    metadata: EventMetadata


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyEmailCommand(Command[User]):
    token: str = field(repr=False)


class RequestEmailVerification:
    """Requests another verification mail for the caller's address, unless it is verified."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: RequestEmailVerificationCommand) -> User:
        """Raises NotFound for API clients."""
        async with self._begin(command) as work:
            user = await _get_own_user(work, command.principal)
            if user.request_email_verification(command.metadata):
                await work.users.save(user)
            await work.commit(user)
        return user


class VerifyEmail:
    """Verifies the address of the caller's account."""

    def __init__(self, begin: Begin, tokens: VerificationTokens) -> None:
        self._begin = begin
        self._tokens = tokens

    async def __call__(self, command: VerifyEmailCommand) -> User:
        """Raises NotFound for API clients, Invalid `token_invalid`."""
        async with self._begin(command) as work:
            user = await _get_own_user(work, command.principal)
            is_open = user.email_verified_at is None
            if not (is_open and self._tokens.verifies(command.token, user, work.tx.now)):
                raise verification_token_invalid()
            user.verify_email(work.tx.now, command.metadata)
            work.tx.audit(AuditEntry("user.email_verified", user.name, command.metadata))
            await work.users.save(user)
            await work.commit(user)
        return user


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


async def _get_own_user(work: UnitOfWork, principal: Principal) -> User:
    if principal.user_id is None:
        raise NotFound("account", " An API client has no e-mail address: sign in as the account that has it.")
    user = await work.users.get_for_update(principal.user_id)
    if user is None:
        raise NotFound("account")
    return user

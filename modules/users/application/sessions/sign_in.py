"""Sign in with a password."""

from dataclasses import dataclass, field

from modules.users.application.passwords.verify_password import verify_password
from modules.users.application.sessions.issue_tokens import Issued, IssueTokens, SessionOptions
from modules.users.domain.errors import invalid_credentials
from modules.users.domain.login import Login
from modules.users.ports.password_hasher import PasswordHasher
from modules.users.ports.unit_of_work import Begin
from modules.users.ports.user_queries import UserQueries

_MAX_ATTEMPTS = 2
"""A second attempt is needed if another sign-in replaced the hash while the password was verified."""


@dataclass(frozen=True, slots=True)
class SignInCommand:
    login: Login
    password: str = field(repr=False)
    options: SessionOptions = field(default_factory=SessionOptions)


class SignIn:
    """A wrong password, an unknown name and a disabled account take the same time and raise the same error:
    Unauthenticated `invalid_credentials`.
    """

    def __init__(self, begin: Begin, user_queries: UserQueries, hasher: PasswordHasher, issue: IssueTokens) -> None:
        self._begin = begin
        self._queries = user_queries
        self._hasher = hasher
        self._issue = issue

    async def __call__(self, credentials: SignInCommand) -> Issued:
        for _ in range(_MAX_ATTEMPTS):
            user = await self._queries.get_by_login(credentials.login)
            known_hash = user.password_hash if user else None
            result = await verify_password(self._hasher, credentials.password, known_hash)
            if user is None or known_hash is None or not result.matches or not user.is_active:
                break
            async with self._begin() as work:
                issued = await self._issue.for_new_session(work, user, known_hash, credentials.options)
                if issued is not None:
                    if result.new_hash is not None:
                        await work.users.rehash(user.id, known_hash, result.new_hash)
                    await work.commit()
                    return issued
        raise invalid_credentials()

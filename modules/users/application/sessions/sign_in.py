"""Somebody signs in with a password."""

from dataclasses import dataclass, field

from modules.users.application.passwords.verify_password import verify_password
from modules.users.application.sessions.issue_tokens import Beginning, Issued, IssueTokens
from modules.users.domain.errors import invalid_credentials
from modules.users.domain.login import Login
from modules.users.ports.password_hasher import PasswordHasher
from modules.users.ports.unit_of_work import Begin
from modules.users.ports.user_queries import Directory

_LOOKS = 2
"""One more where the account changed while the password was compared: another sign-in may have renewed its hash."""


@dataclass(frozen=True, slots=True)
class Credentials:
    login: Login
    password: str = field(repr=False)
    how: Beginning = field(default_factory=Beginning)


class SignIn:
    """A wrong password, an unknown name and a disabled account look the same and take the same time:
    Unauthenticated `invalid_credentials`.
    """

    def __init__(self, begin: Begin, directory: Directory, hasher: PasswordHasher, issue: IssueTokens) -> None:
        self._begin = begin
        self._directory = directory
        self._hasher = hasher
        self._issue = issue

    async def __call__(self, credentials: Credentials) -> Issued:
        for _ in range(_LOOKS):
            user = await self._directory.by_login(credentials.login)
            known_hash = user.password_hash if user else None
            verdict = await verify_password(self._hasher, credentials.password, known_hash)
            if user is None or known_hash is None or not verdict.matches or not user.is_active:
                break
            async with self._begin(None) as work:
                issued = await self._issue.first(work, user, known_hash, credentials.how)
                if issued is not None:
                    if verdict.new_hash is not None:
                        await work.users.rehash(user.id, known_hash, verdict.new_hash)
                    await work.commit()
                    return issued
        raise invalid_credentials()

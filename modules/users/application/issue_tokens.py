"""The tokens that a session hands out: a short-lived signed one and one to get the next pair with."""

from dataclasses import dataclass, field

from modules.users.domain.secret import digest, opaque_token
from modules.users.domain.session import Rotation
from modules.users.domain.user import User
from modules.users.ports.access_tokens import AccessToken, AccessTokens
from modules.users.ports.unit_of_work import UnitOfWork
from modules.users.public import UserPolicy


@dataclass(frozen=True, slots=True)
class Issued:
    """`expires_in` in seconds; a client has no refresh token, it has its secret."""

    access_token: str = field(repr=False)
    expires_in: int
    refresh_token: str | None = field(repr=False)
    scopes: frozenset[str]


class IssueTokens:
    def __init__(self, tokens: AccessTokens, policy: UserPolicy) -> None:
        self._tokens = tokens
        self._policy = policy

    async def first(self, work: UnitOfWork, user: User) -> Issued:
        """Open a session for the user."""
        now = work.tx.now
        ends = now + self._policy.session_for
        session_id = await work.sessions.open(user.id, now, ends)
        return await self._issue(work, user, Rotation(0, session_id, user.id, ends), parent_id=None)

    async def following(self, work: UnitOfWork, user: User, rotation: Rotation) -> Issued:
        """Carry the session on after one of its refresh tokens was spent."""
        return await self._issue(work, user, rotation, parent_id=rotation.token_id)

    async def _issue(self, work: UnitOfWork, user: User, rotation: Rotation, parent_id: int | None) -> Issued:
        now = work.tx.now
        refresh = opaque_token()
        until = min(now + self._policy.refresh_for, rotation.session_expires_at)
        await work.sessions.add_token(rotation.session_id, digest(refresh), now, until, parent_id)
        access = self._tokens.issue(AccessToken(user.name, rotation.session_id), now)
        return Issued(access, int(self._policy.access_for.total_seconds()), refresh, user.role.scopes)

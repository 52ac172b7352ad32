"""Issue the access and refresh tokens of a session."""

from dataclasses import dataclass, field

from modules.users.domain.scope import combine_limits, limit_scopes
from modules.users.domain.scope_catalog import ScopeCatalog
from modules.users.domain.secret import digest, opaque_token
from modules.users.domain.session import NewSession, Rotation
from modules.users.domain.user import User
from modules.users.ports.access_tokens import AccessToken, AccessTokens
from modules.users.ports.unit_of_work import UnitOfWork
from modules.users.public import UserPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """`expires_in` is in seconds. API clients get no refresh token, because they have their secret."""

    access_token: str = field(repr=False)
    expires_in: int
    refresh_token: str | None = field(repr=False)
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """Options of a new session: the scopes its tokens are limited to (None: no limit) and the user agent."""

    scopes: frozenset[str] | None = None
    user_agent: str | None = None


class IssueTokens:
    def __init__(self, tokens: AccessTokens, policy: UserPolicy, scopes: ScopeCatalog) -> None:
        self._tokens = tokens
        self._policy = policy
        self._scopes = scopes

    async def for_new_session(
        self, work: UnitOfWork, user: User, known_hash: str, options: SessionOptions
    ) -> Issued | None:
        """Create a session for the user, whose password was just verified against `known_hash`.

        None if the user's password hash has changed since.
        """
        now = work.tx.now
        ends = now + self._policy.session_for
        scopes = None if options.scopes is None else limit_scopes(self._scopes.of(user.role), options.scopes)
        session_id = await work.sessions.open(
            NewSession(
                user_id=user.id, known_hash=known_hash, expires_at=ends, scopes=scopes, user_agent=options.user_agent
            ),
            now,
        )
        if session_id is None:
            return None
        return await self._issue(
            work,
            user,
            Rotation(token_id=0, session_id=session_id, user_id=user.id, session_expires_at=ends, scopes=scopes),
            scopes,
            parent_id=None,
        )

    async def for_rotation(
        self, work: UnitOfWork, user: User, rotation: Rotation, requested: frozenset[str] | None = None
    ) -> Issued:
        """Issue the next tokens of the session after a refresh token was used.

        `requested` limits this access token only, not the session.
        """
        scopes = combine_limits(rotation.scopes, requested)
        return await self._issue(work, user, rotation, scopes, parent_id=rotation.token_id)

    async def _issue(
        self,
        work: UnitOfWork,
        user: User,
        rotation: Rotation,
        scopes: frozenset[str] | None,
        parent_id: int | None,
    ) -> Issued:
        now = work.tx.now
        refresh = opaque_token()
        until = min(now + self._policy.refresh_for, rotation.session_expires_at)
        await work.sessions.add_token(rotation.session_id, digest(refresh), now, until, parent_id)
        granted = limit_scopes(self._scopes.of(user.role), scopes)
        limit = None if scopes is None else granted
        access = self._tokens.issue(AccessToken(user.name, rotation.session_id, limit), now)
        return Issued(
            access_token=access,
            expires_in=int(self._policy.access_for.total_seconds()),
            refresh_token=refresh,
            scopes=granted,
        )

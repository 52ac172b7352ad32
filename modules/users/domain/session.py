"""Sessions: a sign-in and its chain of refresh tokens."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

REUSE_GRACE_PERIOD = timedelta(seconds=10)
"""A browser may refresh twice in parallel. A repeat within this time is not treated as theft."""

MAX_USER_AGENT_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A verified sign-in. `known_hash` is the verified password hash, which must still be the user's.

    `scopes` None: the current scopes of the user's role.
    """

    user_id: int
    known_hash: str = field(repr=False)
    expires_at: datetime
    scopes: frozenset[str] | None = None
    user_agent: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its user sees it; `user_agent` is that of the sign-in."""

    id: int
    user_id: int
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    scopes: frozenset[str] | None
    user_agent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """A refresh token that was just used. `token_id` becomes the parent of its successor.

    `scopes` is the limit of the session; None: no limit.
    """

    token_id: int
    session_id: int
    user_id: int
    session_expires_at: datetime
    scopes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpentToken:
    """A refresh token that was used before, or was revoked before its first use (`used_at` None).

    `repeated`: its one repeat has happened.
    """

    rotation: Rotation
    used_at: datetime | None
    repeated: bool
    is_live: bool
    """Whether the session is active and the token has not expired."""

    def may_repeat(self, now: datetime) -> bool:
        """Whether this is the one repeat that a parallel request is allowed."""
        return (
            self.is_live and self.used_at is not None and not self.repeated and now - self.used_at <= REUSE_GRACE_PERIOD
        )


def printable_user_agent(user_agent: str | None) -> str | None:
    """Return the user agent in printable characters and limited length."""
    if user_agent is None:
        return None
    return "".join(c for c in user_agent if c.isprintable())[:MAX_USER_AGENT_LENGTH].strip() or None

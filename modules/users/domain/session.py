"""Sessions: one sign-in and the chain of refresh tokens that keeps it going."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

REUSE_GRACE_PERIOD = timedelta(seconds=10)
"""Two requests of one browser may refresh at once; within this time the second is no theft."""

MAX_USER_AGENT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class NewSession:
    """A sign-in that has been checked: `known_hash` is the password's, which must still be the user's.

    `scopes` None: whatever the user's role opens at the time.
    """

    user_id: int
    known_hash: str = field(repr=False)
    expires_at: datetime
    scopes: frozenset[str] | None = None
    user_agent: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its user sees it; `user_agent` is what the program called itself that signed in."""

    id: int
    user_id: int
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    scopes: frozenset[str] | None
    user_agent: str | None


@dataclass(frozen=True, slots=True)
class Rotation:
    """A refresh token that has just been used: `token_id` becomes the parent of its successor.

    `scopes` is what the session was limited to when it began; None: nothing.
    """

    token_id: int
    session_id: int
    user_id: int
    session_expires_at: datetime
    scopes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class SpentToken:
    """A refresh token shown again, or one that was replaced before it was ever shown.

    `used_at` None: it was revoked unused. `repeated`: it has had its second successor.
    """

    rotation: Rotation
    used_at: datetime | None
    repeated: bool
    is_live: bool
    """Whether the session stands and the token's own time has not run out."""

    def may_repeat(self, now: datetime) -> bool:
        """Whether this is the one repeat that a parallel request is allowed."""
        return (
            self.is_live and self.used_at is not None and not self.repeated and now - self.used_at <= REUSE_GRACE_PERIOD
        )


def printable_user_agent(user_agent: str | None) -> str | None:
    """What a program calls itself, as it can be shown: printable and not endless."""
    if user_agent is None:
        return None
    return "".join(c for c in user_agent if c.isprintable())[:MAX_USER_AGENT_LENGTH].strip() or None

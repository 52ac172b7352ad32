"""Sessions: one sign-in and the chain of refresh tokens that keeps it going."""

from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(seconds=10)
"""Two requests of one browser may refresh at once; within this time the second is no theft."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """A refresh token that has just been used: `token_id` becomes the parent of its successor."""

    token_id: int
    session_id: int
    user_id: int
    session_expires_at: datetime


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
        return self.is_live and self.used_at is not None and not self.repeated and now - self.used_at <= GRACE

"""Retry policies: how often and how long a delivery is attempted."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.kernel.backoff import Backoff
from shared.kernel.deliveries import Attempt, DeadLettered, Retry

BACKOFF = Backoff(initial=timedelta(seconds=1), maximum=timedelta(hours=1), jitter=0.2)
MAX_ERROR_LENGTH = 500
NO_OUTCOME = "The process ended during the attempt, or it took too long."


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Dead-lettered after `max_attempts` attempts, or at the first failure later than `max_age` after the event."""

    max_attempts: int
    max_age: timedelta | None = None

    def exhausted(self, attempt: Attempt, now: datetime) -> DeadLettered | None:
        """Whether to give up before the next attempt; attempts whose process ended count too."""
        if attempt.number > self.max_attempts or (attempt.number > 1 and self._is_too_old(attempt, now)):
            return DeadLettered(attempt.event_id, attempt.last_error or NO_OUTCOME)
        return None

    def on_failure(self, attempt: Attempt, now: datetime, error: BaseException) -> Retry | DeadLettered:
        """The outcome of a failed attempt."""
        text = error_text(error)
        if attempt.number >= self.max_attempts or self._is_too_old(attempt, now):
            return DeadLettered(attempt.event_id, text)
        delay = BACKOFF.delay(attempt.number, random.random())  # noqa: S311 not security-relevant
        return Retry(attempt.event_id, now + delay, text)

    def _is_too_old(self, attempt: Attempt, now: datetime) -> bool:
        return self.max_age is not None and now - attempt.created_at >= self.max_age


TRANSACTIONAL_RETRIES = RetryPolicy(max_attempts=12)
"""For effects in the database: twelve attempts take a little over an hour."""

EXTERNAL_RETRIES = RetryPolicy(max_attempts=100, max_age=timedelta(hours=24))
"""For external effects. The pauses allow about 35 attempts a day, not counting attempts whose process ended."""


def error_text(error: BaseException) -> str:
    """The error's class and the first line of its message; databases quote rows in the further lines."""
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first}"[:MAX_ERROR_LENGTH].replace("\0", "")

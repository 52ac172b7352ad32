"""Exponential backoff between attempts. Pure: the caller passes the random number and sleeps or stores the time."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

NO_JITTER: Final = 0.5
"""The `chance` that gives the nominal delay."""

_MAX_DOUBLINGS: Final = 64


@dataclass(frozen=True, slots=True)
class Backoff:
    """`initial` after the first attempt, multiplied after each further one, up to `maximum`.

    `jitter` is the fraction by which a delay varies, so that attempts that failed together are not repeated together;
    1 means between nothing and twice the delay.
    """

    initial: timedelta
    maximum: timedelta
    multiplier: float = 2.0
    jitter: float = 0.0

    def delay(self, attempt: int, chance: float = NO_JITTER) -> timedelta:
        """The delay after the given attempt, counted from 1. `chance` is random, from 0 to 1."""
        factor = self.multiplier ** min(max(attempt, 1) - 1, _MAX_DOUBLINGS)
        # Compared as numbers: the result may be too large for a timedelta.
        seconds = min(self.initial.total_seconds() * factor, self.maximum.total_seconds())
        return jittered(timedelta(seconds=seconds), self.jitter, chance)

    def seconds(self, attempt: int, chance: float = NO_JITTER) -> float:
        """`delay` in seconds, for a sleep."""
        return self.delay(attempt, chance).total_seconds()


def jittered(delay: timedelta, fraction: float, chance: float) -> timedelta:
    """The delay, up to the fraction shorter (`chance` 0) or longer (`chance` 1)."""
    return delay * (1 + fraction * (2 * chance - 1))

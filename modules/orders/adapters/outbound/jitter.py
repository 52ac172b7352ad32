"""Randomness for pauses, so that what failed together does not come back together."""

import random
from datetime import timedelta

JITTER = 0.2


def with_jitter(pause: timedelta) -> timedelta:
    """The pause, up to 20 % shorter or longer."""
    return pause * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 no secret hangs on it

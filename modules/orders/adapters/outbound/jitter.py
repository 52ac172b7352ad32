"""Jitter for delays, so that requests that failed together are not retried together."""

import random
from datetime import timedelta

JITTER = 0.2


def with_jitter(pause: timedelta) -> timedelta:
    """The delay, randomly up to 20 % shorter or longer."""
    return pause * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 not security-relevant

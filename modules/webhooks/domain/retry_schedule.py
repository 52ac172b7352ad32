"""The retry schedule of failed deliveries: the one that Standard Webhooks recommends, which is not exponential."""

from datetime import timedelta

from shared.kernel.backoff import jittered

DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""The delay after the first attempt, the second, and so on. The last delay is followed by a final attempt."""

JITTER = 0.1
"""The fraction by which a delay varies, so that retries do not synchronize."""


def delay_after(attempts: int, chance: float) -> timedelta | None:
    """The delay after the given number of attempts; None after the last one. `chance` is from 0 to 1."""
    if attempts > len(DELAYS):
        return None
    return jittered(DELAYS[attempts - 1], JITTER, chance)

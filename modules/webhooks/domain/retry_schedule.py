"""When a delivery that failed is tried again."""

from datetime import timedelta

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
"""After the first try, the second, and so on; after the last of them there is one more try."""

JITTER = 0.1
"""The share by which a pause may be shorter or longer, so that failures do not march in step."""


def delay_after(tries: int, chance: float) -> timedelta | None:
    """How long to wait after so many tries, None: no more. `chance` lies from 0 to 1."""
    if tries > len(DELAYS):
        return None
    return DELAYS[tries - 1] * (1 + JITTER * (2 * chance - 1))

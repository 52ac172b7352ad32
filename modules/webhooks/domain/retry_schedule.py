"""When a delivery that failed is tried again."""

from datetime import timedelta

PAUSES = (
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

SPREAD = 0.1
"""The share by which a pause may be shorter or longer, so that failures do not march in step."""


def pause_after(tries: int, chance: float) -> timedelta | None:
    """How long to wait after so many tries, None: no more. `chance` lies from 0 to 1."""
    if tries > len(PAUSES):
        return None
    return PAUSES[tries - 1] * (1 + SPREAD * (2 * chance - 1))

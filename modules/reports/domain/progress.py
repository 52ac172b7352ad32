"""How far the counting has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_TRANSACTION_DURATION = timedelta(minutes=5)
"""No transaction lasts that long: what began before has ended, and will be seen."""
MAX_STATEMENT_DURATION = timedelta(seconds=30)
"""No statement lasts that long: who wrote events before somebody listened to them has ended."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The orders of before this module was there are counted up to `counted_to`, all of them once `complete`.

    Refused demand is counted up to `refused_until` (None: none yet). `timezone` is the one by whose days
    everything was counted when it was last counted as a whole.
    """

    counted_to: int
    complete: bool
    refused_until: datetime | None
    timezone: str | None

"""Progress of the counting jobs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_TRANSACTION_DURATION = timedelta(minutes=5)
"""Longer than any transaction: whatever began before has ended and is visible."""
MAX_STATEMENT_DURATION = timedelta(seconds=30)
"""Longer than any statement: transactions that wrote events before the subscription existed have ended."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Orders from before the subscription are counted up to the id `counted_to`, all of them once `complete`.

    Unmet demand is counted up to `refused_until` (None: not yet). `timezone` is the time zone of the last
    rebuild.
    """

    counted_to: int
    complete: bool
    refused_until: datetime | None
    timezone: str | None

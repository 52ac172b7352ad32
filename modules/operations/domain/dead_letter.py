"""Dead letters: failed deliveries that are not retried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """`error` is the class and message of the last attempt's error, without secrets."""

    id: int
    event_id: UUID
    event_type: str
    aggregate_type: str
    aggregate_id: str
    consumer: str
    attempts: int
    error: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeadLetterFilter:
    """Matches dead letters that meet all given conditions; all dead letters if none is given."""

    ids: Sequence[int] | None = None
    consumer: str | None = None
    event_type: str | None = None

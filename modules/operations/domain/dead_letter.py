"""Deliveries that were given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """`error` is what the last attempt ended in: a class and a message, without secrets."""

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
    """All that is given must hold; nothing given means all dead letters."""

    ids: Sequence[int] | None = None
    consumer: str | None = None
    event_type: str | None = None

"""Status of the outbox: open deliveries and dead letters by consumer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ConsumerStatus:
    """`pending` deliveries are not done. Of these, `leased` are in progress and `failing` have failed before."""

    consumer: str
    pending: int
    leased: int
    failing: int
    oldest_due_at: datetime | None
    dead_letters: int


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """`lag_seconds` is the time since the oldest pending delivery was due."""

    at: datetime
    consumers: Sequence[ConsumerStatus]

    @property
    def pending(self) -> int:
        return sum(figures.pending for figures in self.consumers)

    @property
    def dead_letters(self) -> int:
        return sum(figures.dead_letters for figures in self.consumers)

    @property
    def lag_seconds(self) -> float:
        due = [figures.oldest_due_at for figures in self.consumers if figures.oldest_due_at is not None]
        return max(0.0, (self.at - min(due)).total_seconds()) if due else 0.0

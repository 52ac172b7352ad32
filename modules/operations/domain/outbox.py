"""How far deliveries have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ConsumerFigures:
    """`pending` deliveries are not done; of them `leased` are under way and `failing` have failed before."""

    consumer: str
    pending: int
    leased: int
    failing: int
    oldest_due_at: datetime | None
    dead_letters: int


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """`lag_seconds` is how long the delivery that is due the longest has been so."""

    at: datetime
    consumers: Sequence[ConsumerFigures]

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

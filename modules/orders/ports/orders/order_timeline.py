"""The events and stock movements of an order, for its timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from shared.kernel.feed import FeedEvent
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The delivery of an event to a consumer; `dead` after the last attempt."""

    consumer: str
    status: Literal["pending", "done", "dead"]
    attempts: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """An event of the order or of its reservations."""

    event: FeedEvent
    deliveries: Sequence[Delivery]

    @property
    def at(self) -> datetime:
        return self.event.occurred_at


@dataclass(frozen=True, slots=True)
class StockMovement:
    """A stock ledger entry of the order: changes at a location and the levels after them."""

    id: int
    sku: str
    location_code: str
    seq: int
    kind: str
    on_hand_delta: int
    reserved_delta: int
    unavailable_delta: int
    on_hand: int
    reserved: int
    unavailable: int
    reason: str | None
    reference: str | None
    actor: str
    request_id: str
    at: datetime


class OrderTimeline(Protocol):
    async def list_events(self, tx: Transaction, order_id: int) -> Sequence[TimelineEvent]:
        """The events with their deliveries, by sequence within an aggregate; one statement."""
        ...

    async def list_stock_movements(self, tx: Transaction, order_id: int) -> Sequence[StockMovement]:
        """In order of writing; one statement."""
        ...

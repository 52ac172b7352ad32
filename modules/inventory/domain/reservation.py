"""Reserved or backordered units of one order line."""

from dataclasses import dataclass, replace
from datetime import datetime

HELD = "held"
COMMITTED = "committed"
WAITING = "waiting"
CONSUMED = "consumed"
EXPIRED = "expired"
RELEASED = "released"
OPEN_STATES = frozenset({HELD, COMMITTED, WAITING})


@dataclass(slots=True, kw_only=True)
class Reservation:
    """Units of one order line at one location, or backordered (no location).

    `quantity` are the units in this state; `returned` those released from this part before.
    An open part that is not committed (`committed_at` None) expires at `expires_at` unless expiry is suspended.
    `deallocated`: it is backordered because its units turned out to be missing.
    """

    order_id: int
    part: int
    line_id: int
    sku: str
    location_code: str | None
    quantity: int
    state: str
    expires_at: datetime | None
    committed_at: datetime | None
    created_at: datetime
    sequence: int = 1
    expiry_suspended: bool = False
    returned: int = 0
    deallocated: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def is_overdue(self, now: datetime) -> bool:
        """Whether the hold should have expired."""
        if self.committed_at is not None or self.expiry_suspended or not self.is_open or self.expires_at is None:
            return False
        return self.expires_at <= now

    def number(self, sequence: int) -> None:
        """Store the sequence of the last event about the part."""
        self.sequence = sequence

    def commit(self, now: datetime) -> None:
        """Commit a hold or a backorder: it no longer expires."""
        self.committed_at, self.expires_at, self.expiry_suspended = now, None, False
        self.state = COMMITTED if self.state == HELD else self.state

    def suspend_expiry(self) -> None:
        self.expiry_suspended = True

    def resume_expiry(self, expires_at: datetime) -> None:
        self.expiry_suspended, self.expires_at = False, expires_at

    def close(self, quantity: int, state: str) -> None:
        """End units of the part; its remaining units keep their state."""
        if quantity == self.quantity:
            self.state = state
        else:
            self.quantity -= quantity
            self.returned += quantity

    def move(self, state: str, location_code: str | None, *, deallocated: bool) -> None:
        """Move the whole part to another state and location."""
        self.state, self.location_code, self.deallocated = state, location_code, deallocated

    def split(
        self, part: int, quantity: int, state: str, location_code: str | None, *, deallocated: bool
    ) -> "Reservation":
        """Move units to a new part with the number `part`, in another state and location."""
        self.quantity -= quantity
        return replace(
            self,
            part=part,
            quantity=quantity,
            state=state,
            location_code=location_code,
            returned=0,
            deallocated=deallocated,
        )

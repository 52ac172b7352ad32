"""A customer return: its states and transitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from modules.orders.domain.order.payments.refund import RefundItem
from shared.kernel.errors import Conflict

Disposition = Literal["restock", "quarantine", "damaged", "discard"]
"""The handling of a returned unit: sold again, kept from sale for now or permanently, or discarded."""


class ReturnState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    RECEIVED = "received"
    REFUNDED = "refunded"
    CLOSED = "closed"


RETURN_TRANSITIONS: Mapping[ReturnState, frozenset[ReturnState]] = {
    ReturnState.REQUESTED: frozenset({ReturnState.APPROVED, ReturnState.REJECTED, ReturnState.CANCELLED}),
    ReturnState.APPROVED: frozenset({ReturnState.RECEIVED, ReturnState.CANCELLED}),
    ReturnState.RECEIVED: frozenset({ReturnState.RECEIVED, ReturnState.REFUNDED, ReturnState.CLOSED}),
    ReturnState.REFUNDED: frozenset({ReturnState.RECEIVED}),
    ReturnState.CLOSED: frozenset(),
    ReturnState.REJECTED: frozenset(),
    ReturnState.CANCELLED: frozenset(),
}
"""Units may come back in several parcels. A refund ends the receipt of further units.

A return without refundable value is closed. It returns from `refunded` to `received` if its refund fails.
"""

REQUESTABLE_STATES: Mapping[ReturnState, frozenset[ReturnState]] = {
    **RETURN_TRANSITIONS,
    ReturnState.REFUNDED: frozenset(),
}
"""Transitions that callers can request: a refund cannot be undone."""

PENDING_STATES = frozenset({ReturnState.REQUESTED, ReturnState.APPROVED})
"""Returns that await approval or their units."""

RECEIVABLE_STATES = PENDING_STATES | {ReturnState.RECEIVED}
"""Returns whose units may still come back, unless they have been refunded before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedItem:
    """Returned units of a line received at a location."""

    line_id: int
    quantity: int
    location_code: str
    disposition: Disposition


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnItem:
    """Units of a line that the buyer wants to return, and the reason."""

    line_id: int
    quantity: int
    reason: str


@dataclass(slots=True, kw_only=True)
class Return:
    """`received_items` are in order of receipt. `dirty` tells the repository to write the return.

    `refund_cents` is the amount refunded, by `refund_id` and by further refunds if several payments are drawn on.
    `credited_cents` is the reduction of the amount due, of which `credited_shipping_cents` is for shipping. `credited`
    are the units credited if nothing is paid out.
    """

    id: int
    order_id: int
    items: Sequence[ReturnItem]
    created_at: datetime
    updated_at: datetime
    received_items: Sequence[ReceivedItem] = ()
    refund_id: int | None = None
    status: ReturnState = ReturnState.REQUESTED
    version: int = 1
    refund_cents: int = 0
    credited_cents: int = 0
    credited_shipping_cents: int = 0
    credited: Sequence[RefundItem] = ()
    close_reason: str | None = None
    dirty: bool = field(default=False, compare=False)

    def received_quantity(self, line_id: int) -> int:
        return sum(arrival.quantity for arrival in self.received_items if arrival.line_id == line_id)

    def missing_quantity(self, line_id: int) -> int:
        """Requested units of the line that have not come back."""
        return sum(item.quantity for item in self.items if item.line_id == line_id) - self.received_quantity(line_id)

    def transition_to(self, state: ReturnState, now: datetime) -> None:
        """Raises Conflict `invalid_transition`."""
        if state not in REQUESTABLE_STATES[self.status]:
            raise Conflict(
                "invalid_transition",
                "The return's current state does not allow this.",
                **{"from": self.status.value, "allowed": sorted(REQUESTABLE_STATES[self.status])},
            )
        self._set_state(state, now)

    def receive(self, arrival: ReceivedItem) -> None:
        """Add received units; the state follows by `transition_to`."""
        self.received_items = (*self.received_items, arrival)

    def close(self, reason: str, now: datetime) -> None:
        """End a received return without a refund. Raises Conflict `invalid_transition`."""
        self.transition_to(ReturnState.CLOSED, now)
        self.close_reason = reason

    def credit(self, cents: int, *, shipping_cents: int) -> None:
        """Set by how much the return lowers the amount due, of which a part is for shipping."""
        self.credited_cents, self.credited_shipping_cents = cents, shipping_cents

    def credit_items(self, items: Sequence[RefundItem]) -> None:
        """Set the units credited without a refund."""
        self.credited = tuple(items)

    def reopen(self, now: datetime) -> None:
        """Reset the refund after it, or a part of it, has failed."""
        self.refund_id, self.refund_cents = None, 0
        self.credited = ()
        self.credited_cents = self.credited_shipping_cents = 0
        self._set_state(ReturnState.RECEIVED, now)

    def refunded_by(self, refund_id: int, cents: int) -> None:
        """Set the refunded amount, including further refunds drawn on other payments."""
        self.refund_id, self.refund_cents = refund_id, cents

    def _set_state(self, state: ReturnState, now: datetime) -> None:
        self.status = state
        self.touch(now)

    def touch(self, now: datetime) -> None:
        """Count a change."""
        self.version += 1
        self.updated_at = now
        self.dirty = True

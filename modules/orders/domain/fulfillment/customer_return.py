"""Units that a buyer sends back: the states of a return and what leads from one to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from modules.orders.domain.order.refund import RefundItem
from shared.kernel.errors import Conflict

Disposition = Literal["restock", "quarantine", "damaged", "discard"]
"""What becomes of a unit that came back: sold again, kept from sale for now or for good, or thrown away."""


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
"""Units may come back in several parcels; giving the money back ends it, whatever has not come by then.

One for which no money is due is closed. From `refunded` it comes back to `received_quantity` when its refund fails.
"""

REQUESTABLE_STATES: Mapping[ReturnState, frozenset[ReturnState]] = {
    **RETURN_TRANSITIONS,
    ReturnState.REFUNDED: frozenset(),
}
"""What callers can ask for: none of them undoes a refund."""

PENDING_STATES = frozenset({ReturnState.REQUESTED, ReturnState.APPROVED})
"""Somebody waits for the shop's answer, or for goods that come back."""

RECEIVABLE_STATES = PENDING_STATES | {ReturnState.RECEIVED}
"""Units may still come back, unless the money has been given back before."""


@dataclass(frozen=True, slots=True)
class ReceivedItem:
    """Units of a line that came back to a location."""

    line_id: int
    quantity: int
    location_code: str
    disposition: Disposition


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """Units of a line that the buyer wants to send back, and why."""

    line_id: int
    quantity: int
    reason: str


@dataclass(slots=True)
class Return:
    """`received_items` in the order in which they came. `dirty` tells whoever keeps returns what is to be written.

    What its refund came to: `refund_cents` go back (by `refund_id`, where several payments are drawn on by further
    refunds too), and what the order owes is lower by `credited_cents`,
    of it `credited_shipping_cents` for the shipping.
    `credited` are the units credited so where no money goes back at all.
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
        """Units of the line that have come back."""
        return sum(arrival.quantity for arrival in self.received_items if arrival.line_id == line_id)

    def missing_quantity(self, line_id: int) -> int:
        """Units of the line that were asked for and have not come back."""
        return sum(item.quantity for item in self.items if item.line_id == line_id) - self.received_quantity(line_id)

    def transition_to(self, state: ReturnState, now: datetime) -> None:
        """Raises Conflict `invalid_transition`."""
        if state not in REQUESTABLE_STATES[self.status]:
            raise Conflict(
                "invalid_transition",
                "The return's present state does not allow it.",
                **{"from": self.status.value, "allowed": sorted(REQUESTABLE_STATES[self.status])},
            )
        self._set_state(state, now)

    def reopen(self, now: datetime) -> None:
        """Its refund, or a part of it, has failed: its goods wait for their money again."""
        self.refund_id, self.refund_cents = None, 0
        self.credited = ()
        self.credited_cents = self.credited_shipping_cents = 0
        self._set_state(ReturnState.RECEIVED, now)

    def refunded_by(self, refund_id: int, cents: int) -> None:
        """So much goes back, by this refund and any others drawn on further payments."""
        self.refund_id, self.refund_cents = refund_id, cents

    def _set_state(self, state: ReturnState, now: datetime) -> None:
        self.status = state
        self.touch(now)

    def touch(self, now: datetime) -> None:
        """Count a change."""
        self.version += 1
        self.updated_at = now
        self.dirty = True

"""A shipment from one location: its states and transitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.kernel.errors import Conflict


class ShipmentState(StrEnum):
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


SHIPMENT_TRANSITIONS: Mapping[ShipmentState, frozenset[ShipmentState]] = {
    ShipmentState.SHIPPED: frozenset({ShipmentState.DELIVERED, ShipmentState.CANCELLED}),
    ShipmentState.DELIVERED: frozenset(),
    ShipmentState.CANCELLED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedLine:
    """Units of a line in the shipment."""

    line_id: int
    quantity: int


@dataclass(slots=True, kw_only=True)
class Shipment:
    """`version` counts the changes; `dirty` tells the repository to write the shipment."""

    id: int
    order_id: int
    location_code: str
    items: Sequence[ShippedLine]
    carrier: str | None
    tracking_number: str | None
    created_at: datetime
    updated_at: datetime
    delivered_at: datetime | None = None
    status: ShipmentState = ShipmentState.SHIPPED
    version: int = 1
    dirty: bool = field(default=False, compare=False)

    @property
    def units(self) -> Mapping[int, int]:
        """By line id."""
        return {item.line_id: item.quantity for item in self.items}

    @property
    def is_active(self) -> bool:
        """Whether its units count as shipped."""
        return self.status is not ShipmentState.CANCELLED

    @property
    def presumed_delivered_at(self) -> datetime:
        """The delivery time, or the shipping time if no delivery was recorded."""
        return self.delivered_at or self.created_at

    def can_become(self, state: ShipmentState) -> bool:
        return state in SHIPMENT_TRANSITIONS[self.status]

    def transition_to(self, state: ShipmentState, now: datetime) -> None:
        """Raises Conflict `invalid_transition`."""
        if not self.can_become(state):
            raise invalid_shipment_transition(self)
        self.status = state
        self.change(now)

    def deliver(self, now: datetime) -> None:
        """Raises Conflict `invalid_transition`."""
        self.transition_to(ShipmentState.DELIVERED, now)
        self.delivered_at = now

    def change_tracking(self, carrier: str | None, tracking_number: str | None, now: datetime) -> bool:
        """Return whether they differ. Raises Conflict `invalid_transition` for a cancelled shipment."""
        if not self.is_active:
            raise invalid_shipment_transition(self)
        if (carrier, tracking_number) == (self.carrier, self.tracking_number):
            return False
        self.carrier, self.tracking_number = carrier, tracking_number
        self.change(now)
        return True

    def change(self, now: datetime) -> None:
        self.version += 1
        self.updated_at = now
        self.dirty = True


def invalid_shipment_transition(shipment: Shipment) -> Conflict:
    """The error for a refused transition; `allowed` are the possible next states."""
    return Conflict(
        "invalid_transition",
        "The shipment's current state does not allow this.",
        **{"from": shipment.status.value, "allowed": sorted(SHIPMENT_TRANSITIONS[shipment.status])},
    )

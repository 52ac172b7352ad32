"""Reserved and backordered units of an order."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from modules.inventory.domain.reservation import EXPIRED, WAITING, Reservation
from modules.inventory.public import Allocation, ReservationCommitted, ReservationEvent
from shared.kernel.errors import Conflict
from shared.kernel.events import EventMetadata, OutgoingEvent


class HoldLost(Conflict):
    """The order's holds expired or were released before they were committed."""

    def __init__(self) -> None:
        super().__init__("hold_lost", "The order's stock is no longer held.")


MovedUnits = tuple[Reservation, int, str | None]
"""A part, the units moved, and their location."""


class OrderReservations:
    """All reservations of one order, with tracking of changed parts.

    `sequence` counts its events; `events` holds those that are not saved yet.
    """

    def __init__(self, order_id: int, parts: Iterable[Reservation]) -> None:
        self.order_id = order_id
        self.parts = sorted(parts, key=lambda part: part.part)
        self.sequence = max((part.sequence for part in self.parts), default=0)
        self._changed: dict[int, Reservation] = {}
        self._added: dict[int, Reservation] = {}
        self.events: list[OutgoingEvent] = []

    @property
    def open_parts(self) -> list[Reservation]:
        return [part for part in self.parts if part.is_open]

    def record(self, event: type[ReservationEvent], moved: Iterable[MovedUnits], metadata: EventMetadata) -> None:
        """Record a change of units, and store its sequence on their parts."""
        self.sequence += 1
        units: list[Allocation] = []
        for part, count, location_code in moved:
            units.append(Allocation(line_id=part.line_id, sku=part.sku, location_code=location_code, quantity=count))
            part.number(self.sequence)
            self._mark_changed(part)
        recorded = event(self.order_id, tuple(units))
        self.events.append(
            OutgoingEvent(recorded, aggregate_id=str(self.order_id), sequence=self.sequence, metadata=metadata)
        )

    def take_added(self) -> Collection[Reservation]:
        """Return the parts to insert; afterwards there are none."""
        taken, self._added = self._added, {}
        return taken.values()

    def take_changed(self) -> Collection[Reservation]:
        """Return the stored parts that have changed; afterwards there are none."""
        taken, self._changed = self._changed, {}
        return taken.values()

    def _mark_changed(self, part: Reservation) -> None:
        if part.part not in self._added:
            self._changed[part.part] = part

    @property
    def hold_lost(self) -> bool:
        """Whether a hold expired, or all were released before they were committed."""
        if any(part.state == EXPIRED for part in self.parts):
            return True
        return bool(self.parts) and not self.open_parts and all(part.committed_at is None for part in self.parts)

    def commit(self, now: datetime, metadata: EventMetadata) -> bool:
        """Commit the holds. Returns whether there were any to commit. Raises HoldLost."""
        if self.hold_lost:
            raise HoldLost
        firm = [part for part in self.open_parts if part.committed_at is None]
        for part in firm:
            part.commit(now)
        if firm:
            self.record(ReservationCommitted, [(part, part.quantity, part.location_code) for part in firm], metadata)
        return bool(firm)

    def suspend_expiry(self) -> bool:
        """Stop the holds from expiring. Returns False without a change if a hold has expired."""
        if self.hold_lost:
            return False
        for part in self.open_parts:
            if part.committed_at is None and not part.expiry_suspended:
                part.suspend_expiry()
                self._mark_changed(part)
        return True

    def resume_expiry(self, expires_at: datetime) -> None:
        """Let the holds expire at the given time."""
        for part in self.open_parts:
            if part.committed_at is None:
                part.resume_expiry(expires_at)
                self._mark_changed(part)

    def select_for_release(self, units: Mapping[int, int] | None) -> list[tuple[Reservation, int]]:
        """Parts and units to release: all, or the given units of each line, backordered parts first."""
        if units is None:
            return [(part, part.quantity) for part in self.open_parts]
        chosen: list[tuple[Reservation, int]] = []
        for line_id, wanted in units.items():
            left = wanted
            for part in sorted(self.open_parts, key=lambda part: (part.state != WAITING, -part.part)):
                if part.line_id == line_id and left > 0:
                    taken = min(left, part.quantity)
                    chosen.append((part, taken))
                    left -= taken
        return chosen

    def close(self, part: Reservation, quantity: int, state: str) -> None:
        """End units of a part; its remaining units keep their state."""
        part.close(quantity, state)
        self._mark_changed(part)

    def move(
        self, part: Reservation, quantity: int, state: str, location_code: str | None, *, deallocated: bool = False
    ) -> Reservation:
        """Move units to another state and location: the whole part, or a new part split off from it."""
        self._mark_changed(part)
        if quantity == part.quantity:
            part.move(state, location_code, deallocated=deallocated)
            return part
        number = self.parts[-1].part + 1
        made = part.split(number, quantity, state, location_code, deallocated=deallocated)
        self.parts.append(made)
        self._added[number] = made
        return made

"""Units of an order's lines, set aside or waited for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shared.kernel.errors import Conflict

HELD = "held"
COMMITTED = "committed"
WAITING = "waiting"
CONSUMED = "consumed"
EXPIRED = "expired"
RELEASED = "released"
OPEN_STATES = frozenset({HELD, COMMITTED, WAITING})


class HoldLost(Conflict):
    """The order was to keep units that it no longer has."""

    def __init__(self) -> None:
        super().__init__("hold_lost", "The order's stock is no longer held.")


@dataclass(slots=True)
class Reservation:
    """One part of an order's units: those of one line at one location, or waited for (no location).

    `quantity` are the units in this state; `returned` those of the part given back before.
    A live part that is not firm (`committed_at` None) expires at `expires_at` unless pinned.
    `deallocated`: it waits because its units turned out not to exist.
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
        """Whether its time is up."""
        if self.committed_at is not None or self.expiry_suspended or not self.is_open or self.expires_at is None:
            return False
        return self.expires_at <= now


class OrderReservations:
    """All reservations of one order; remembers which of them a change has touched.

    `sequence` counts the events published about it.
    """

    def __init__(self, order_id: int, parts: Iterable[Reservation]) -> None:
        self.order_id = order_id
        self.parts = sorted(parts, key=lambda part: part.part)
        self.sequence = max((part.sequence for part in self.parts), default=0)
        self.dirty: dict[int, Reservation] = {}
        self.added: dict[int, Reservation] = {}

    @property
    def open_parts(self) -> list[Reservation]:
        return [part for part in self.parts if part.is_open]

    def next_sequence(self, dirty: Iterable[Reservation]) -> int:
        """The number of the next event, kept on the parts it is about."""
        self.sequence += 1
        for part in dirty:
            part.sequence = self.sequence
            self.mark_dirty(part)
        return self.sequence

    def mark_dirty(self, part: Reservation) -> None:
        if part.part not in self.added:
            self.dirty[part.part] = part

    @property
    def hold_lost(self) -> bool:
        """Whether units that were to be kept are gone: expired, or all given back before they became firm."""
        if any(part.state == EXPIRED for part in self.parts):
            return True
        return bool(self.parts) and not self.open_parts and all(part.committed_at is None for part in self.parts)

    def commit(self, now: datetime) -> list[Reservation]:
        """Make the holds firm; those made firm by this. Raises HoldLost."""
        if self.hold_lost:
            raise HoldLost
        firm = [part for part in self.open_parts if part.committed_at is None]
        for part in firm:
            part.committed_at, part.expires_at, part.expiry_suspended = now, None, False
            part.state = COMMITTED if part.state == HELD else part.state
        return firm

    def suspend_expiry(self) -> bool:
        """Keep the holds from expiring; False, changing nothing, if one has already gone."""
        if self.hold_lost:
            return False
        for part in self.open_parts:
            if part.committed_at is None and not part.expiry_suspended:
                part.expiry_suspended = True
                self.mark_dirty(part)
        return True

    def resume_expiry(self, expires_at: datetime) -> None:
        """Let the holds expire at the given time."""
        for part in self.open_parts:
            if part.committed_at is None:
                part.expiry_suspended, part.expires_at = False, expires_at
                self.mark_dirty(part)

    def select_for_release(self, units: Mapping[int, int] | None) -> list[tuple[Reservation, int]]:
        """Which parts lose how many units: all, or so many of each line, those waited for first."""
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
        """End so many units of a part; what is left of it stays as it is."""
        if quantity == part.quantity:
            part.state = state
        else:
            part.quantity -= quantity
            part.returned += quantity
        self.mark_dirty(part)

    def move(
        self, part: Reservation, quantity: int, state: str, location_code: str | None, *, deallocated: bool = False
    ) -> Reservation:
        """Move units of a part to another state and place: the whole part, or a new one split off."""
        self.mark_dirty(part)
        if quantity == part.quantity:
            part.state, part.location_code, part.deallocated = state, location_code, deallocated
            return part
        part.quantity -= quantity
        number = self.parts[-1].part + 1
        made = replace(
            part,
            part=number,
            quantity=quantity,
            state=state,
            location_code=location_code,
            returned=0,
            deallocated=deallocated,
        )
        self.parts.append(made)
        self.added[number] = made
        return made

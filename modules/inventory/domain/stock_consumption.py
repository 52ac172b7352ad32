"""Shipping committed units, undoing it, and moving commitments between locations."""

from collections.abc import Collection, Iterable, Mapping

from modules.inventory.domain.errors import NotConsumed, not_reserved_here
from modules.inventory.domain.ledger import REALLOCATED, RESTORED, SHIPPED, LedgerEntry, MovementContext
from modules.inventory.domain.order_reservations import MovedUnits, OrderReservations
from modules.inventory.domain.reservation import COMMITTED, CONSUMED, Reservation
from modules.inventory.domain.reservation_release import Stocks
from modules.inventory.public import ReservationConsumed, ReservationReallocated, ReservationRestored
from shared.kernel.events import EventMetadata

SelectedParts = list[tuple[Reservation, int]]


def consume(
    order: OrderReservations,
    code: str,
    units: Mapping[int, int],
    *,
    stocks: Stocks,
    context: MovementContext,
    metadata: EventMetadata,
) -> tuple[list[MovedUnits], list[LedgerEntry]]:
    """Ship committed units of several lines from one location. Raises Conflict `not_reserved_here`.

    Lines without reservations are ignored.
    """
    chosen = committed_at(order, code, units)
    given = [(order.move(part, count, CONSUMED, code), count, code) for part, count in chosen]
    entries = [
        stocks[sku].levels[code].book(SHIPPED, context, on_hand=-count, reserved=-count, order_id=order.order_id)
        for sku, count in _by_sku(given).items()
    ]
    if given:
        order.record(ReservationConsumed, given, metadata)
    return list(given), entries


def consume_lines(
    order: OrderReservations,
    line_ids: Collection[int],
    stocks: Stocks,
    *,
    context: MovementContext,
    metadata: EventMetadata,
) -> tuple[list[MovedUnits], list[LedgerEntry]]:
    """Ship all committed units of these lines from all locations. Backordered units are ignored."""
    chosen = [part for part in order.parts if part.state == COMMITTED and part.line_id in line_ids]
    given: list[MovedUnits] = [(part, part.quantity, part.location_code) for part in chosen]
    entries: list[LedgerEntry] = []
    for part in chosen:
        order.move(part, part.quantity, CONSUMED, part.location_code)
        level, units = stocks[part.sku].levels[str(part.location_code)], part.quantity
        entries.append(level.book(SHIPPED, context, on_hand=-units, reserved=-units, order_id=order.order_id))
    if given:
        order.record(ReservationConsumed, given, metadata)
    return given, entries


def restore(
    order: OrderReservations,
    code: str,
    units: Mapping[int, int],
    *,
    stocks: Stocks,
    context: MovementContext,
    metadata: EventMetadata,
) -> tuple[list[MovedUnits], list[LedgerEntry]]:
    """Undo `consume` for units of the lines, the last consumed first. Raises NotConsumed."""
    latest = sorted(order.parts, key=lambda part: (part.sequence, part.part), reverse=True)
    chosen, short = _select(latest, CONSUMED, code, _tracked_only(order, units))
    if short:
        raise NotConsumed(f"order {order.order_id}, lines {sorted(short)} at {code}")
    given = [(order.move(part, count, COMMITTED, code), count, code) for part, count in chosen]
    entries = [
        stocks[sku].levels[code].book(RESTORED, context, on_hand=count, reserved=count, order_id=order.order_id)
        for sku, count in _by_sku(given).items()
    ]
    order.record(ReservationRestored, given, metadata)
    return list(given), entries


def reallocate(
    order: OrderReservations,
    chosen: SelectedParts,
    source: str,
    *,
    target: str,
    stocks: Stocks,
    context: MovementContext,
    metadata: EventMetadata,
) -> tuple[list[MovedUnits], list[LedgerEntry]]:
    """Move commitments from the source to the target. The caller has checked the availability there."""
    given = [(order.move(part, count, COMMITTED, target), count, target) for part, count in chosen]
    entries = [
        stocks[sku].levels[code].book(REALLOCATED, context, reserved=change, order_id=order.order_id)
        for sku, count in _by_sku(given).items()
        for code, change in ((source, -count), (target, count))
    ]
    order.record(ReservationReallocated, given, metadata)
    return list(given), entries


def committed_at(order: OrderReservations, code: str, units: Mapping[int, int]) -> SelectedParts:
    """The parts committed at a location that cover the given units of each line.

    Raises Conflict `not_reserved_here` with the locations of the short lines' committed units.
    """
    chosen, short = _select(order.parts, COMMITTED, code, _tracked_only(order, units))
    if short:
        raise not_reserved_here(
            {
                part.location_code
                for part in order.parts
                if part.line_id in short and part.state == COMMITTED and part.location_code is not None
            }
        )
    return chosen


def _tracked_only(order: OrderReservations, units: Mapping[int, int]) -> Mapping[int, int]:
    """The units without untracked lines, which have no reservations."""
    tracked = {part.line_id for part in order.parts}
    return {line_id: count for line_id, count in units.items() if line_id in tracked}


def _select(
    parts: Iterable[Reservation], state: str, code: str, units: Mapping[int, int]
) -> tuple[SelectedParts, Mapping[int, int]]:
    """Select parts in this state at this location, in the given order. Also returns the missing units of each line."""
    chosen: SelectedParts = []
    left = dict(units)
    for part in parts:
        count = min(left.get(part.line_id, 0), part.quantity)
        if part.state == state and part.location_code == code and count > 0:
            chosen.append((part, count))
            left[part.line_id] -= count
    return chosen, {line_id: count for line_id, count in left.items() if count > 0}


def _by_sku(given: Iterable[tuple[Reservation, int, str]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for part, count, _ in given:
        sums[part.sku] = sums.get(part.sku, 0) + count
    return sums

"""Releasing and deallocating reservations, and allocating stock to backorders."""

from collections.abc import Iterable, Mapping, Sequence

from modules.inventory.domain.ledger import DEALLOCATED, EXPIRED, FILLED, RELEASED, LedgerEntry, MovementContext
from modules.inventory.domain.order_reservations import MovedUnits, OrderReservations
from modules.inventory.domain.reservation import COMMITTED, WAITING, Reservation
from modules.inventory.domain.stock import Stock
from modules.inventory.public import (
    ReservationDeallocated,
    ReservationExpired,
    ReservationFilled,
    ReservationReleased,
)
from shared.kernel.events import EventMetadata

Stocks = Mapping[str, Stock]


def end_reservations(
    order: OrderReservations,
    chosen: Iterable[tuple[Reservation, int]],
    kind: str,
    stocks: Stocks,
    context: MovementContext,
) -> tuple[list[MovedUnits], list[LedgerEntry]]:
    """End the chosen units of an order. `kind` is `released` or `expired`."""
    given: list[MovedUnits] = []
    sums: dict[tuple[str, str], int] = {}
    for part, units in chosen:
        given.append((part, units, part.location_code))
        if part.location_code is None:
            stocks[part.sku].change_waiting(-units)
        else:
            place = (part.sku, part.location_code)
            sums[place] = sums.get(place, 0) + units
        order.close(part, units, kind)
    entries = [
        stocks[sku].levels[code].book(kind, context, reserved=-units, order_id=order.order_id)
        for (sku, code), units in sums.items()
    ]
    return given, entries


def release(
    order: OrderReservations,
    units: Mapping[int, int] | None,
    stocks: Stocks,
    *,
    context: MovementContext,
    metadata: EventMetadata,
) -> tuple[list[MovedUnits], list[LedgerEntry]]:
    """Release units on request; see `OrderReservations.select_for_release`."""
    given, entries = end_reservations(order, order.select_for_release(units), RELEASED, stocks, context)
    if given:
        order.record(ReservationReleased, given, metadata)
    return given, entries


def expire(
    order: OrderReservations, stocks: Stocks, context: MovementContext, *, metadata: EventMetadata
) -> list[LedgerEntry]:
    """Expire the order's overdue holds of these SKUs."""
    stale = [(part, part.quantity) for part in order.parts if part.sku in stocks and part.is_overdue(context.now)]
    given, entries = end_reservations(order, stale, EXPIRED, stocks, context)
    if given:
        order.record(ReservationExpired, given, metadata)
    return entries


def fill_backorders(
    orders: Sequence[OrderReservations], stocks: Stocks, context: MovementContext, *, metadata: EventMetadata
) -> tuple[dict[int, list[MovedUnits]], list[LedgerEntry]]:
    """Allocate available units to the backorders of confirmed orders, the earliest confirmed first.

    Within an order, deallocated units come first. Returns the allocated units by order id.
    """
    queue = [
        (part.committed_at, order.order_id, not part.deallocated, part.part, order, part)
        for order in orders
        for part in order.parts
        if part.state == WAITING and part.committed_at is not None and part.sku in stocks
    ]
    filled: dict[int, list[MovedUnits]] = {}
    entries: list[LedgerEntry] = []
    for _, order_id, _, _, order, part in sorted(queue, key=lambda item: item[:4]):
        stock = stocks[part.sku]
        for code in stock.fulfilling:
            level = stock.levels[code]
            units = min(part.quantity, level.available) if part.state == WAITING else 0
            if units > 0:
                moved = order.move(part, units, COMMITTED, code)
                stock.change_waiting(-units)
                entries.append(level.book(FILLED, context, reserved=units, order_id=order_id))
                filled.setdefault(order_id, []).append((moved, units, code))
    for order in orders:
        if order.order_id in filled:
            order.record(ReservationFilled, filled[order.order_id], metadata)
    return filled, entries


def newest_first(
    orders: Sequence[OrderReservations], sku: str, code: str
) -> list[tuple[OrderReservations, Reservation]]:
    """The open parts at a level, newest first: the order in which they are deallocated."""
    parts = [
        (order, part) for order in orders for part in order.open_parts if part.sku == sku and part.location_code == code
    ]
    return sorted(parts, key=lambda pair: (pair[1].created_at, pair[1].order_id, pair[1].part), reverse=True)


def select_for_deallocation(
    orders: Sequence[OrderReservations], sku: str, *, code: str, missing: int
) -> list[tuple[OrderReservations, Reservation, int]]:
    """The newest reservations at a level that cover the missing units."""
    chosen: list[tuple[OrderReservations, Reservation, int]] = []
    for order, part in newest_first(orders, sku, code):
        if missing <= 0:
            break
        units = min(missing, part.quantity)
        chosen.append((order, part, units))
        missing -= units
    return chosen


def deallocate(
    chosen: Sequence[tuple[OrderReservations, Reservation, int]],
    stocks: Stocks,
    context: MovementContext,
    *,
    metadata: EventMetadata,
) -> tuple[dict[int, list[MovedUnits]], list[LedgerEntry]]:
    """Turn the chosen units into backorders. Returns the deallocated units by order id."""
    lost: dict[int, list[MovedUnits]] = {}
    entries: list[LedgerEntry] = []
    for order, part, units in chosen:
        stock, code = stocks[part.sku], part.location_code
        moved = order.move(part, units, WAITING, None, deallocated=True)
        stock.change_waiting(units)
        level = stock.levels[str(code)]
        entries.append(level.book(DEALLOCATED, context, reserved=-units, order_id=order.order_id))
        lost.setdefault(order.order_id, []).append((moved, units, None))
    orders = {order.order_id: order for order, _, _ in chosen}
    for order_id, given in lost.items():
        orders[order_id].record(ReservationDeallocated, given, metadata)
    return lost, entries

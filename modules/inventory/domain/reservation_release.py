"""Units going back to where they can be promised again, and units promised to those who waited."""

from collections.abc import Iterable, Mapping, Sequence

from modules.inventory.domain.ledger import DEALLOCATED, EXPIRED, FILLED, RELEASED, LedgerEntry, MovementContext
from modules.inventory.domain.reservation import COMMITTED, WAITING, OrderReservations, Reservation
from modules.inventory.domain.stock import Stock

MovedUnits = tuple[Reservation, int, str | None]
"""A part, the units concerned, and where they are or were."""

Stocks = Mapping[str, Stock]


def end_reservations(
    booking: OrderReservations,
    chosen: Iterable[tuple[Reservation, int]],
    kind: str,
    stocks: Stocks,
    occasion: MovementContext,
) -> tuple[list[MovedUnits], list[LedgerEntry]]:
    """End the chosen units of an order; `kind` is `released` or `expired`."""
    given: list[MovedUnits] = []
    sums: dict[tuple[str, str], int] = {}
    for part, units in chosen:
        given.append((part, units, part.location_code))
        if part.location_code is None:
            stocks[part.sku].waiting -= units
        else:
            place = (part.sku, part.location_code)
            sums[place] = sums.get(place, 0) + units
        booking.close(part, units, kind)
    entries = [
        stocks[sku].levels[code].book(kind, occasion, reserved=-units, order_id=booking.order_id)
        for (sku, code), units in sums.items()
    ]
    return given, entries


def release(
    booking: OrderReservations, units: Mapping[int, int] | None, stocks: Stocks, occasion: MovementContext
) -> tuple[list[MovedUnits], list[LedgerEntry]]:
    """Give units back on request; see `OrderReservations.to_give_back`."""
    return end_reservations(booking, booking.to_give_back(units), RELEASED, stocks, occasion)


def expire(
    booking: OrderReservations, stocks: Stocks, occasion: MovementContext
) -> tuple[list[MovedUnits], list[LedgerEntry]]:
    """Give back the order's units of these SKUs whose time is up."""
    stale = [(part, part.quantity) for part in booking.parts if part.sku in stocks and part.stale(occasion.now)]
    return end_reservations(booking, stale, EXPIRED, stocks, occasion)


def fill_backorders(
    bookings: Sequence[OrderReservations], stocks: Stocks, occasion: MovementContext
) -> tuple[dict[int, list[MovedUnits]], list[LedgerEntry]]:
    """Promise what is available to confirmed orders that wait for it, the longest confirmed first.

    Of one order's units those that were deallocated come first. Returns what each order got, by its id.
    """
    queue = [
        (part.committed_at, booking.order_id, not part.deallocated, part.part, booking, part)
        for booking in bookings
        for part in booking.parts
        if part.state == WAITING and part.committed_at is not None and part.sku in stocks
    ]
    filled: dict[int, list[MovedUnits]] = {}
    entries: list[LedgerEntry] = []
    for _, order_id, _, _, booking, part in sorted(queue, key=lambda item: item[:4]):
        stock = stocks[part.sku]
        for code in stock.serving:
            level = stock.levels[code]
            units = min(part.quantity, level.available) if part.state == WAITING else 0
            if units > 0:
                moved = booking.move(part, units, COMMITTED, code)
                stock.waiting -= units
                entries.append(level.book(FILLED, occasion, reserved=units, order_id=order_id))
                filled.setdefault(order_id, []).append((moved, units, code))
    return filled, entries


def newest_first(
    bookings: Sequence[OrderReservations], sku: str, code: str
) -> list[tuple[OrderReservations, Reservation]]:
    """The live parts at a place, those promised last first: who gives way when units turn out missing."""
    parts = [
        (booking, part)
        for booking in bookings
        for part in booking.live
        if part.sku == sku and part.location_code == code
    ]
    return sorted(parts, key=lambda pair: (pair[1].created_at, pair[1].order_id, pair[1].part), reverse=True)


def select_for_deallocation(
    bookings: Sequence[OrderReservations], sku: str, code: str, missing: int
) -> list[tuple[OrderReservations, Reservation, int]]:
    """Which promises at a place, newest first, make up for so many missing units."""
    chosen: list[tuple[OrderReservations, Reservation, int]] = []
    for booking, part in newest_first(bookings, sku, code):
        if missing <= 0:
            break
        units = min(missing, part.quantity)
        chosen.append((booking, part, units))
        missing -= units
    return chosen


def deallocate(
    chosen: Iterable[tuple[OrderReservations, Reservation, int]], stocks: Stocks, occasion: MovementContext
) -> tuple[dict[int, list[MovedUnits]], list[LedgerEntry]]:
    """Make the chosen units wait again; what each order lost, by its id."""
    lost: dict[int, list[MovedUnits]] = {}
    entries: list[LedgerEntry] = []
    for booking, part, units in chosen:
        stock, code = stocks[part.sku], part.location_code
        moved = booking.move(part, units, WAITING, None, deallocated=True)
        stock.waiting += units
        level = stock.levels[str(code)]
        entries.append(level.book(DEALLOCATED, occasion, reserved=-units, order_id=booking.order_id))
        lost.setdefault(booking.order_id, []).append((moved, units, None))
    return lost, entries

"""Units arriving at places: what a restock, a receipt and an import have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.inventory.application import publish_events
from modules.inventory.application.reservations.backorder_allocation import fill_waiting
from modules.inventory.domain.errors import unknown_location, unknown_sku
from modules.inventory.domain.ledger import RECEIVED, Occasion
from modules.inventory.ports.documents import BookedLine
from modules.inventory.ports.unit_of_work import UnitOfWork
from modules.inventory.public import StockReceived
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.events import EventMetadata


@dataclass(frozen=True, slots=True)
class Arrival:
    """`pointer` is where the line stands in the request."""

    sku: str
    location_code: str
    quantity: int
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """`filled` counts the units that went on to orders waiting for them."""

    lines: Sequence[BookedLine]
    filled: int


async def receive(work: UnitOfWork, arrivals: Sequence[Arrival], occasion: Occasion, cause: EventMetadata) -> Arrived:
    """Book arrivals, all or nothing, and give to waiting orders before anything becomes available.

    Raises Invalid naming every unknown SKU and location.
    """
    known = await work.locations.open_for_stock({arrival.location_code for arrival in arrivals})
    errors = [
        unknown_location(f"{arrival.pointer}/location_code")
        for arrival in arrivals
        if arrival.location_code not in known
    ]
    await work.shelves.open((a.sku, a.location_code) for a in arrivals if a.location_code in known)
    stocks = (await work.shelves.lock({arrival.sku for arrival in arrivals})).stocks
    _refuse(errors + [unknown_sku(f"{a.pointer}/sku") for a in arrivals if a.sku not in stocks])
    levels = [stocks[arrival.sku].levels[arrival.location_code] for arrival in arrivals]
    entries = [
        level.book(RECEIVED, occasion, on_hand=arrival.quantity)
        for level, arrival in zip(levels, arrivals, strict=True)
    ]
    fillings, bookings, filled = await fill_waiting(work, stocks, occasion, cause)
    ids = await work.shelves.entry_ids(len(entries))
    standings = dict(await work.standings.lock(set(stocks)))
    for level, arrival in zip(levels, arrivals, strict=True):
        event = StockReceived(arrival.sku, level.location_code, arrival.quantity, level.on_hand, level.available)
        publish_events.stock(work.tx, standings, event, cause)
    work.shelves.save(stocks.values(), [*entries, *fillings], ids)
    work.bookings.save(bookings)
    work.standings.save(standings.values())
    booked = [
        BookedLine(
            id_, level.ledger_seq, level.sku, level.location_code, arrival.quantity, 0,
            level.on_hand, level.reserved, level.unavailable,
        )
        for id_, level, arrival in zip(ids, levels, arrivals, strict=True)
    ]  # fmt: skip
    return Arrived(booked, filled)


def _refuse(errors: Sequence[FieldError]) -> None:
    if errors:
        raise Invalid(errors)

"""Booking of received units, shared by restocks, receipts and imports."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.inventory.application.reservations.backorder_allocation import allocate_backorders
from modules.inventory.domain.errors import unknown_location, unknown_sku
from modules.inventory.domain.ledger import RECEIVED, MovementContext
from modules.inventory.ports.stock_documents import DocumentLine
from modules.inventory.ports.unit_of_work import UnitOfWork
from modules.inventory.public import StockReceived
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.events import EventMetadata


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """`pointer` locates the line in the request."""

    sku: str
    location_code: str
    quantity: int
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptResult:
    """`filled` is the number of units allocated to backorders."""

    lines: Sequence[DocumentLine]
    filled: int


async def receive(
    work: UnitOfWork, arrivals: Sequence[ReceiptLine], context: MovementContext, metadata: EventMetadata
) -> ReceiptResult:
    """Book received units, all or nothing, and allocate them to backorders first.

    Raises Invalid with all unknown SKUs and locations.
    """
    known = await work.locations.lock_active({arrival.location_code for arrival in arrivals})
    errors = [
        unknown_location(f"{arrival.pointer}/location_code")
        for arrival in arrivals
        if arrival.location_code not in known
    ]
    await work.stock_levels.create_missing((a.sku, a.location_code) for a in arrivals if a.location_code in known)
    stocks = (await work.stock_levels.lock({arrival.sku for arrival in arrivals})).stocks
    _raise_if_any(errors + [unknown_sku(f"{a.pointer}/sku") for a in arrivals if a.sku not in stocks])
    levels = [stocks[arrival.sku].levels[arrival.location_code] for arrival in arrivals]
    entries = [
        level.book(RECEIVED, context, on_hand=arrival.quantity) for level, arrival in zip(levels, arrivals, strict=True)
    ]
    backorder_entries, orders, filled = await allocate_backorders(work, stocks, context, metadata=metadata)
    ids = await work.stock_levels.next_entry_ids(len(entries))
    announced = dict(await work.announced_availability.lock(set(stocks)))
    for level, arrival in zip(levels, arrivals, strict=True):
        event = StockReceived(
            sku=arrival.sku,
            location_code=level.location_code,
            quantity=arrival.quantity,
            on_hand=level.on_hand,
            available=level.available,
        )
        announced[arrival.sku] = announced[arrival.sku].record(event, metadata)
    work.stock_levels.save(stocks.values(), [*entries, *backorder_entries], ids)
    work.reservations.save(orders)
    work.announced_availability.save(announced.values())
    booked = [
        DocumentLine(
            ledger_id=id_,
            ledger_seq=level.ledger_seq,
            sku=level.sku,
            location_code=level.location_code,
            delta=arrival.quantity,
            unavailable_delta=0,
            on_hand=level.on_hand,
            reserved=level.reserved,
            unavailable=level.unavailable,
        )
        for id_, level, arrival in zip(ids, levels, arrivals, strict=True)
    ]
    return ReceiptResult(booked, filled)


def _raise_if_any(errors: Sequence[FieldError]) -> None:
    if errors:
        raise Invalid(errors)

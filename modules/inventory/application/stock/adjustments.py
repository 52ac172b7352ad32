"""Corrections of stock levels, shared by adjustments and counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from modules.inventory.application.reservations.backorder_allocation import allocate_backorders
from modules.inventory.domain.errors import StockBelowReserved, too_few_units
from modules.inventory.domain.ledger import LedgerEntry, MovementContext
from modules.inventory.domain.reservation_release import Stocks, deallocate, select_for_deallocation
from modules.inventory.ports.stock_documents import Deallocation, DocumentLine
from modules.inventory.ports.unit_of_work import UnitOfWork
from modules.inventory.public import StockAdjusted
from shared.kernel.events import EventMetadata

OnShortfall = Literal["reject", "deallocate"]


@dataclass(frozen=True, slots=True)
class StockChange:
    """Each level occurs at most once. `pointer` locates the line in the request."""

    sku: str
    location_code: str
    delta: int
    unavailable_delta: int = 0
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class AdjustmentResult:
    lines: Sequence[DocumentLine]
    deallocated: Sequence[Deallocation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """`kind` is the kind of ledger entry. On a shortfall, `reject` fails and `deallocate` takes reserved units."""

    kind: str
    on_shortfall: OnShortfall
    context: MovementContext
    metadata: EventMetadata


async def adjust(
    work: UnitOfWork, stocks: Stocks, changes: Sequence[StockChange], *, how: Correction
) -> AdjustmentResult:
    """Book the changes to locked stocks.

    If a level would fall below its reserved units, `reject` raises StockBelowReserved and `deallocate`
    backorders the newest reservations. Raises Invalid if a change removes more units than there are.
    """
    short = dict(_shortfalls(stocks, changes))
    lost, taken_back = await _deallocate(work, stocks, short, how) if short else ([], [])
    levels = [stocks[change.sku].levels[change.location_code] for change in changes]
    booked = [
        level.book(how.kind, how.context, on_hand=change.delta, unavailable=change.unavailable_delta)
        for level, change in zip(levels, changes, strict=True)
    ]
    backorder_entries, filled, _ = await allocate_backorders(work, stocks, how.context, metadata=how.metadata)
    ids = await work.stock_levels.next_entry_ids(len(booked))
    announced = dict(await work.announced_availability.lock({change.sku for change in changes}))
    for level, change in zip(levels, changes, strict=True):
        event = StockAdjusted(
            sku=change.sku,
            location_code=change.location_code,
            reason=how.context.reason or how.kind,
            delta=change.delta,
            unavailable_delta=change.unavailable_delta,
            on_hand=level.on_hand,
            available=level.available,
        )
        announced[change.sku] = announced[change.sku].record(event, how.metadata)
    work.stock_levels.save(stocks.values(), [*booked, *taken_back, *backorder_entries], ids)
    work.reservations.save(filled)
    work.announced_availability.save(announced.values())
    lines = [
        DocumentLine(
            ledger_id=id_,
            ledger_seq=level.ledger_seq,
            sku=level.sku,
            location_code=level.location_code,
            delta=change.delta,
            unavailable_delta=change.unavailable_delta,
            on_hand=level.on_hand,
            reserved=level.reserved,
            unavailable=level.unavailable,
        )
        for id_, level, change in zip(ids, levels, changes, strict=True)
    ]
    return AdjustmentResult(lines, lost)


def _shortfalls(stocks: Stocks, changes: Sequence[StockChange]) -> Iterator[tuple[tuple[str, str], int]]:
    """The reserved units that each level would lack. Raises Invalid if a change removes more units than there are."""
    for change in changes:
        level = stocks[change.sku].levels[change.location_code]
        on_hand, unavailable = level.on_hand + change.delta, level.unavailable + change.unavailable_delta
        if on_hand < 0:
            raise too_few_units(f"{change.pointer}/delta")
        if not 0 <= unavailable <= on_hand:
            raise too_few_units(f"{change.pointer}/unavailable_delta")
        missing = level.reserved + unavailable - on_hand
        if missing > 0:
            yield (change.sku, change.location_code), missing


async def _deallocate(
    work: UnitOfWork, stocks: Stocks, short: Mapping[tuple[str, str], int], how: Correction
) -> tuple[list[Deallocation], list[LedgerEntry]]:
    holding = await work.reservations.lock_holding(list(short))
    chosen = [
        way
        for (sku, code), missing in short.items()
        for way in select_for_deallocation(holding, sku, code=code, missing=missing)
    ]
    if how.on_shortfall == "reject":
        raise StockBelowReserved(list({order.order_id for order, _, _ in chosen}))
    orders = {order.order_id: order for order, _, _ in chosen}
    lost, entries = deallocate(chosen, stocks, how.context, metadata=how.metadata)
    work.reservations.save(orders.values())
    deallocations = [
        Deallocation(order_id=order_id, line_id=part.line_id, sku=part.sku, quantity=units)
        for order_id, given in sorted(lost.items())
        for part, units, _ in given
    ]
    return deallocations, entries

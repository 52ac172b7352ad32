"""Reserve stock for a batch of orders: the hot path."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from modules.inventory.application.reservations.reservation_expiry import expire_overdue_holds
from modules.inventory.domain.ledger import LedgerEntry, MovementContext
from modules.inventory.domain.reservation import Reservation
from modules.inventory.domain.reservation_planner import (
    PlannedPart,
    PlannedShortage,
    ReservationPlanner,
    consume_immediately,
    create_reservations,
)
from modules.inventory.domain.stock import Stock
from modules.inventory.ports.stock_levels import LockedStock
from modules.inventory.ports.unit_of_work import Join, UnitOfWork
from modules.inventory.public import (
    Allocation,
    Demand,
    InsufficientStock,
    ReservationCommitted,
    ReservationConsumed,
    ReservationHeld,
    Reserved,
    Shortage,
)
from shared.kernel.events import EventMetadata, OutgoingEvent
from shared.kernel.principal import SYSTEM
from shared.kernel.transaction import Transaction

_Plan: TypeAlias = tuple[Sequence[PlannedPart], None] | tuple[None, Sequence[PlannedShortage]]


class ReserveStock:
    """Meets each demand completely or not at all, in order of arrival.

    One statement reads and locks. Only before a demand is rejected, a second one expires overdue holds,
    so that a stopped worker causes no rejections.
    """

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(self, tx: Transaction, demands: Sequence[Demand]) -> Sequence[Reserved | InsufficientStock]:
        work = self._join(tx)
        locked = await work.stock_levels.lock({line.sku for demand in demands for line in demand.lines})
        plans = _plans(demands, locked)
        entries: list[LedgerEntry] = []
        short = {sku for _, shortages in plans if shortages for sku, _, _ in shortages}
        if short:
            stocks = {sku: locked.stocks[sku] for sku in short if sku in locked.stocks}
            metadata = EventMetadata(
                SYSTEM.name, demands[0].metadata.request_id, traceparent=demands[0].metadata.traceparent
            )
            expired = await expire_overdue_holds(work, stocks, metadata)
            if expired is not None:
                entries += expired
                plans = _plans(demands, locked)
        return _execute(work, demands, plans, locked.stocks, entries)


def _plans(demands: Sequence[Demand], locked: LockedStock) -> list[_Plan]:
    planner = ReservationPlanner(locked.stocks, locked.by_priority)
    return [
        planner.plan(
            [(line.line_id, line.sku, line.quantity) for line in demand.lines],
            allow_backorder=demand.allow_backorder,
        )
        for demand in demands
    ]


def _execute(
    work: UnitOfWork,
    demands: Sequence[Demand],
    plans: Sequence[_Plan],
    stocks: Mapping[str, Stock],
    entries: list[LedgerEntry],
) -> list[Reserved | InsufficientStock]:
    outcomes: list[Reserved | InsufficientStock] = []
    reservations: list[Reservation] = []
    events: list[OutgoingEvent] = []
    now = work.tx.now
    for demand, (parts, shortages) in zip(demands, plans, strict=True):
        if parts is None:
            work.stock_levels.record_unmet_demand(
                demand.request_key or f"order:{demand.order_id}", shortages or (), now
            )
            outcomes.append(InsufficientStock([Shortage(*item) for item in shortages or ()]))
            continue
        metadata, allocations = demand.metadata, tuple([Allocation(*part) for part in parts])
        context = MovementContext(now, metadata.actor, metadata.request_id)
        made, booked = create_reservations(
            demand.order_id,
            parts,
            stocks,
            context=context,
            expires_at=demand.expires_at,
            expiry_suspended=demand.expiry_suspended,
        )
        reservations += made
        entries += booked
        if parts:
            fact = ReservationHeld if demand.expires_at else ReservationCommitted
            events.append(
                OutgoingEvent(
                    fact(demand.order_id, allocations), aggregate_id=str(demand.order_id), sequence=1, metadata=metadata
                )
            )
        if demand.expires_at is None and (
            line_ids := {line.line_id for line in demand.lines if line.consume_immediately}
        ):
            consumed, booked = consume_immediately(made, line_ids, stocks, context=context)
            entries += booked
            if consumed:
                events.append(_consumed_event(demand, consumed))
            allocations = _without_consumed(consumed, allocations)
        outcomes.append(Reserved(allocations))
    work.reservations.add(reservations, events)
    work.stock_levels.save(stocks.values(), entries)
    return outcomes


def _consumed_event(demand: Demand, consumed: Sequence[Reservation]) -> OutgoingEvent:
    units = tuple(
        Allocation(line_id=part.line_id, sku=part.sku, location_code=part.location_code, quantity=part.quantity)
        for part in consumed
    )
    return OutgoingEvent(
        ReservationConsumed(demand.order_id, units),
        aggregate_id=str(demand.order_id),
        sequence=2,
        metadata=demand.metadata,
    )


def _without_consumed(consumed: Sequence[Reservation], allocations: tuple[Allocation, ...]) -> tuple[Allocation, ...]:
    line_ids = {part.line_id for part in consumed}
    return tuple(a for a in allocations if a.location_code is None or a.line_id not in line_ids)

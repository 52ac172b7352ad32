"""Implements the port `Stock` with the inventory module."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial

from modules.inventory import public as inventory
from modules.orders.adapters.outbound.metrics import STOCK_REFUSALS, STOCK_REFUSED_UNITS
from modules.orders.domain.fulfillment.customer_return import ReceivedItem
from modules.orders.domain.order.errors import insufficient_stock
from modules.orders.domain.order.line import Allocation
from modules.orders.domain.order.offer import Offer
from modules.orders.domain.order.order import Order
from modules.orders.ports.fulfillment.stock import Availability, ReservationRequest
from shared.infra.sql.transaction import sql
from shared.kernel.errors import DomainError
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class InventoryGateway:
    def __init__(self, inventory_api: inventory.InventoryApi) -> None:
        self._inventory = inventory_api

    async def offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]:
        return await self._inventory.get_offers(tx, skus)

    async def availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]:
        return await self._inventory.get_availability(tx, skus)

    async def reserve(
        self, tx: Transaction, demands: Sequence[ReservationRequest]
    ) -> Sequence[Sequence[Allocation] | DomainError]:
        met = await self._inventory.reserve_many(tx, [_demand(demand) for demand in demands])
        short = [found for found in met if isinstance(found, inventory.InsufficientStock)]
        if short:
            tx.after_commit(partial(_count, short))
        return [
            _insufficient_stock(found) if isinstance(found, inventory.InsufficientStock) else found.allocations
            for found in met
        ]

    async def allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        return await self._inventory.get_allocations(tx, order_id)

    async def allocations_of(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, Sequence[Allocation]]:
        return await self._inventory.get_allocations_by_order(tx, order_ids)

    async def list_suspended_expiry(self, tx: Transaction) -> Collection[int]:
        return await self._inventory.list_orders_with_suspended_expiry(tx)

    async def list_shortages(self, tx: Transaction, order_id: int | None = None) -> Collection[int]:
        await sql(tx).flush()
        return await self._inventory.list_deallocated_orders(tx, order_id)

    async def list_set_aside(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        return await self._inventory.list_reserved_units(tx)

    async def release(
        self, tx: Transaction, order_id: int, metadata: EventMetadata, units: Mapping[int, int] | None = None
    ) -> None:
        await self._inventory.release(tx, order_id, metadata, units)

    async def commit(self, tx: Transaction, order_id: int, metadata: EventMetadata) -> None:
        await self._inventory.commit(tx, order_id, metadata)

    async def keep_until_settled(self, tx: Transaction, order_id: int, metadata: EventMetadata) -> bool:
        return await self._inventory.suspend_expiry(tx, order_id, metadata)

    async def expire_at(self, tx: Transaction, order_id: int, expires_at: datetime, metadata: EventMetadata) -> None:
        await self._inventory.resume_expiry(tx, order_id, expires_at, metadata)

    async def consume(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> Sequence[Allocation]:
        await self._inventory.consume(tx, order_id, location_code, units, metadata)
        return await self._left(tx, order_id)

    async def consume_lines(
        self, tx: Transaction, order_id: int, line_ids: Collection[int], metadata: EventMetadata
    ) -> Sequence[Allocation]:
        await self._inventory.consume_lines(tx, order_id, line_ids, metadata)
        return await self._left(tx, order_id)

    async def restore(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> Sequence[Allocation]:
        await self._inventory.restore(tx, order_id, location_code, units, metadata)
        return await self._left(tx, order_id)

    async def reallocate(
        self,
        tx: Transaction,
        order_id: int,
        line_id: int,
        quantity: int,
        source: str,
        target: str,
        metadata: EventMetadata,
    ) -> Sequence[Allocation]:
        await self._inventory.reallocate(tx, order_id, line_id, quantity, source, target, metadata)
        return await self._left(tx, order_id)

    async def receive_return(
        self, tx: Transaction, order: Order, arrivals: Sequence[ReceivedItem], metadata: EventMetadata
    ) -> None:
        units = [
            inventory.ReturnedUnits(
                line_id=arrival.line_id,
                sku=order.lines[arrival.line_id - 1].sku,
                location_code=arrival.location_code,
                quantity=arrival.quantity,
                disposition=arrival.disposition,
            )
            for arrival in arrivals
        ]
        await self._inventory.return_stock(tx, order.id, units, metadata)

    async def _left(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        # Write pending changes before reading them.
        await sql(tx).flush()
        return await self._inventory.get_allocations(tx, order_id)


def _demand(demand: ReservationRequest) -> inventory.Demand:
    order = demand.order
    return inventory.Demand(
        order_id=order.id,
        lines=[
            inventory.DemandLine(
                line_id=line.line_id,
                sku=line.sku,
                quantity=line.quantity,
                consume_immediately=not line.requires_shipping,
            )
            for line in order.lines
        ],
        allow_backorder=demand.allow_backorder,
        expires_at=order.payment_due_at,
        metadata=demand.metadata,
        request_key=demand.request_id,
        expiry_suspended=order.has_payment_in_progress,
    )


def _insufficient_stock(shortage: inventory.InsufficientStock) -> DomainError:
    return insufficient_stock(
        [{"sku": s.sku, "requested": s.requested, "available": s.available} for s in shortage.items]
    )


def _count(shortages: Sequence[inventory.InsufficientStock]) -> None:
    STOCK_REFUSALS.inc(len(shortages))
    STOCK_REFUSED_UNITS.inc(sum(s.requested - s.available for shortage in shortages for s in shortage.items))

"""The ports of inventory in memory, with the same contracts as the real adapters."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Never

from modules.inventory.ports.unit_of_work import UnitOfWork
from modules.inventory.public import UNLIMITED, Allocation, Availability, Offer, StockEntry
from shared.kernel.commands import Command
from shared.kernel.idempotency import Idempotency
from shared.kernel.transaction import Transaction
from tests.in_memory_unit_of_work import InMemoryUnitOfWorkBase
from tests.modules.inventory.in_memory.repositories import (
    InMemoryAnnouncedAvailabilityRepository,
    InMemoryDocumentRepository,
    InMemoryLocationRepository,
    InMemoryProductRepository,
    InMemoryStockLevelRepository,
    InMemoryTransferRepository,
)
from tests.modules.inventory.in_memory.reservations import InMemoryReservationRepository
from tests.modules.inventory.in_memory.transaction import InMemoryStore, InMemoryTransaction, State


class InMemoryUnitOfWork(InMemoryUnitOfWorkBase):
    def __init__(self, tx: InMemoryTransaction, idempotency: Idempotency[Never] | None = None) -> None:
        super().__init__(tx, idempotency)
        self.tx = tx
        self.products = InMemoryProductRepository(tx)
        self.locations = InMemoryLocationRepository(tx.state)
        self.stock_levels = InMemoryStockLevelRepository(tx.state)
        self.reservations = InMemoryReservationRepository(tx)
        self.announced_availability = InMemoryAnnouncedAvailabilityRepository(tx)
        self.documents = InMemoryDocumentRepository(tx.state)
        self.transfers = InMemoryTransferRepository(tx)

    async def _apply(self) -> None:
        await self.tx.commit()


class InMemoryInventory(InMemoryStore):
    """A whole inventory in memory."""

    @asynccontextmanager
    async def begin(self, command: Command[Never] | None = None) -> AsyncIterator[InMemoryUnitOfWork]:
        idempotency = command.idempotency if command else None
        work = InMemoryUnitOfWork(InMemoryTransaction(self, idempotency.key if idempotency else None), idempotency)
        yield work
        work.check_ended(command)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[InMemoryTransaction]:
        """A transaction of another module."""
        yield InMemoryTransaction(self)

    def join(self, tx: Transaction) -> UnitOfWork:
        assert isinstance(tx, InMemoryTransaction)
        return InMemoryUnitOfWork(tx)

    async def get_offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]:
        terms = {sku: self.state.products[sku].terms for sku in skus if sku in self.state.products}
        return {
            sku: Offer(sku, t.name, t.price_cents, t.tax_rate_bps, t.active, t.requires_shipping, t.max_per_order)
            for sku, t in terms.items()
        }

    async def get_availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]:
        assert isinstance(tx, InMemoryTransaction)
        stocks = (await InMemoryStockLevelRepository(tx.state).lock(skus)).stocks
        found = {}
        for sku, stock in stocks.items():
            limit = stock.backorder_limit
            more = UNLIMITED if limit is None else max(0, limit - stock.waiting)
            available, more = (stock.available, more) if stock.tracked else (UNLIMITED, 0)
            found[sku] = Availability(sku, available, more, _incoming(tx.state, sku))
        return found

    async def get_allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        assert isinstance(tx, InMemoryTransaction)
        parts = [part for part in tx.state.reservations.values() if part.is_open and part.order_id == order_id]
        return [Allocation(p.line_id, p.sku, p.location_code, p.quantity) for p in sorted(parts, key=lambda p: p.part)]

    async def get_allocations_by_order(
        self, tx: Transaction, order_ids: Sequence[int]
    ) -> Mapping[int, Sequence[Allocation]]:
        found = {order_id: await self.get_allocations(tx, order_id) for order_id in order_ids}
        return {order_id: allocations for order_id, allocations in found.items() if allocations}

    async def list_ledger_entries(self, tx: Transaction, order_id: int) -> Sequence[StockEntry]:
        assert isinstance(tx, InMemoryTransaction)
        entries = [(id_, entry) for id_, entry in sorted(tx.state.ledger.items()) if entry.order_id == order_id]
        return [StockEntry(id_, *(getattr(entry, name) for name in StockEntry._fields[1:])) for id_, entry in entries]

    async def list_deallocated_orders(self, tx: Transaction, order_id: int | None = None) -> Collection[int]:
        assert isinstance(tx, InMemoryTransaction)
        parts = tx.state.reservations.values()
        return {p.order_id for p in parts if p.state == "waiting" and p.deallocated and order_id in (None, p.order_id)}

    async def list_orders_with_suspended_expiry(self, tx: Transaction) -> Collection[int]:
        assert isinstance(tx, InMemoryTransaction)
        return {
            part.order_id
            for part in tx.state.reservations.values()
            if part.expiry_suspended and part.is_open and part.committed_at is None
        }

    async def list_reserved_units(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        assert isinstance(tx, InMemoryTransaction)
        units: dict[int, tuple[int, int]] = {}
        for part in tx.state.reservations.values():
            if part.is_open:
                here, waiting = units.get(part.order_id, (0, 0))
                come = part.location_code is not None
                units[part.order_id] = (here + come * part.quantity, waiting + (not come) * part.quantity)
        return units

    @property
    def held(self) -> State:
        return self.state


def _incoming(state: State, sku: str) -> int:
    return sum(
        line.in_transit
        for transfer in state.transfers.values()
        for line in transfer.lines
        if line.sku == sku and state.locations[transfer.target].fulfills_orders
    )

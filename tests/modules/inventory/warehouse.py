"""The use cases of inventory on either store, for tests."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta

from modules.inventory.adapters.inbound.in_process import InProcessInventory
from modules.inventory.application.catalog.create_product import CreateProduct, CreateProductCommand
from modules.inventory.application.locations.create_location import CreateLocation, CreateLocationCommand
from modules.inventory.application.reservations.commit_stock import CommitStock
from modules.inventory.application.reservations.consume_stock import ConsumeStock
from modules.inventory.application.reservations.expire_holds import ExpireHolds
from modules.inventory.application.reservations.reallocate_stock import ReallocateStock
from modules.inventory.application.reservations.release_stock import ReleaseStock
from modules.inventory.application.reservations.reserve_stock import ReserveStock
from modules.inventory.application.reservations.restore_stock import RestoreStock
from modules.inventory.application.reservations.return_stock import ReturnStock
from modules.inventory.application.reservations.suspend_expiry import SuspendExpiry
from modules.inventory.application.stock.book_adjustment import BookAdjustment, BookAdjustmentCommand
from modules.inventory.application.stock.restock_product import Restocked, RestockProduct, RestockProductCommand
from modules.inventory.domain.product import ProductTerms
from modules.inventory.domain.stock import Stock
from modules.inventory.ports.catalog_queries import InventoryQueries
from modules.inventory.ports.stock_documents import Document
from modules.inventory.ports.unit_of_work import Join
from modules.inventory.public import (
    Demand,
    DemandLine,
    Disposition,
    InsufficientStock,
    InventoryPolicy,
    Reserved,
    ReturnedUnits,
)
from shared.kernel.principal import SYSTEM
from shared.kernel.transaction import Transaction
from tests.modules.inventory.inspector import METADATA, Inspector, OpenTransaction, PublishedEvent
from tests.modules.inventory.warehouse_transfers import WarehouseTransfers

POLICY = InventoryPolicy()


@dataclass
class Warehouse(WarehouseTransfers):
    join: Join
    transaction: Callable[[], AbstractAsyncContextManager[OpenTransaction]]
    offers: InventoryQueries
    inspector: Inspector
    pass_time: Callable[..., None]
    orders: int = 0
    api: InProcessInventory = field(init=False)

    def __post_init__(self) -> None:
        self.api = InProcessInventory(
            self.offers,
            ReserveStock(self.join),
            CommitStock(self.join),
            ReleaseStock(self.join),
            SuspendExpiry(self.join),
            ConsumeStock(self.join),
            RestoreStock(self.join),
            ReallocateStock(self.join),
            ReturnStock(self.join),
        )

    async def product(self, sku: str, stock: int = 0, **terms: object) -> None:
        made = ProductTerms(**{"name": sku, "price_cents": 100, **terms})  # type: ignore[arg-type]
        await CreateProduct(self.begin, POLICY)(
            CreateProductCommand(principal=SYSTEM, metadata=METADATA, sku=sku, terms=made)
        )
        if stock:
            await self.restock(sku, stock)

    async def location(
        self, code: str, priority: int = 10, *, active: bool = True, fulfills_online: bool = True
    ) -> None:
        await CreateLocation(self.begin)(
            CreateLocationCommand(
                principal=SYSTEM,
                metadata=METADATA,
                code=code,
                name=code,
                country="GB",
                priority=priority,
                active=active,
                fulfills_online=fulfills_online,
            )
        )

    async def restock(
        self, sku: str, quantity: int, code: str = "MAIN", *, reference: str | None = None, reason: str | None = None
    ) -> Restocked:
        return await RestockProduct(self.begin)(
            RestockProductCommand(
                principal=SYSTEM,
                metadata=METADATA,
                sku=sku,
                quantity=quantity,
                location_code=code,
                reference=reference,
                reason=reason,
            )
        )

    async def adjust(self, *lines: object, **more: object) -> Document:
        command = BookAdjustmentCommand(principal=SYSTEM, metadata=METADATA, reason="count", lines=lines, **more)  # type: ignore[arg-type]
        return await BookAdjustment(self.begin)(command)

    async def reserve(
        self,
        *lines: tuple[str, int],
        minutes: float | None = 15,
        backorder: bool = False,
        request_key: str | None = None,
        digital: bool = False,
    ) -> tuple[int, Reserved | InsufficientStock]:
        """Reserve for a new order. Returns its id and the outcome."""
        self.orders += 1
        async with self.transaction() as tx:
            demand = self.demand(self.orders, lines, tx, minutes, backorder, request_key, digital=digital)
            (outcome,) = await self.api.reserve_many(tx, [demand])
            await tx.commit()
        return self.orders, outcome

    async def reserve_all(self, *orders: tuple[str, int]) -> Sequence[Reserved | InsufficientStock]:
        """Reserve for a batch of orders with one line each."""
        async with self.transaction() as tx:
            demands = [self.demand(self.orders + n, [line], tx) for n, line in enumerate(orders, 1)]
            self.orders += len(orders)
            outcomes = await self.api.reserve_many(tx, demands)
            await tx.commit()
        return outcomes

    def demand(
        self,
        order_id: int,
        lines: Sequence[tuple[str, int]],
        tx: Transaction,
        minutes: float | None = 15,
        backorder: bool = False,
        request_key: str | None = None,
        *,
        expiry_suspended: bool = False,
        digital: bool = False,
    ) -> Demand:
        expires_at = None if minutes is None else tx.now + timedelta(minutes=minutes)
        wanted = [DemandLine(n, sku, quantity, digital) for n, (sku, quantity) in enumerate(lines, 1)]
        return Demand(order_id, wanted, backorder, expires_at, METADATA, request_key, expiry_suspended)

    async def commit(self, order_id: int) -> None:
        async with self.transaction() as tx:
            await self.api.commit(tx, order_id, METADATA)
            await tx.commit()

    async def release(self, order_id: int, units: dict[int, int] | None = None) -> None:
        async with self.transaction() as tx:
            await self.api.release(tx, order_id, METADATA, units)
            await tx.commit()

    async def consume(self, order_id: int, code: str, units: dict[int, int]) -> None:
        async with self.transaction() as tx:
            await self.api.consume(tx, order_id, code, units, METADATA)
            await tx.commit()

    async def consume_lines(self, order_id: int, *line_ids: int) -> None:
        async with self.transaction() as tx:
            await self.api.consume_lines(tx, order_id, line_ids, METADATA)
            await tx.commit()

    async def restore(self, order_id: int, code: str, units: dict[int, int]) -> None:
        async with self.transaction() as tx:
            await self.api.restore(tx, order_id, code, units, METADATA)
            await tx.commit()

    async def reallocate(self, order_id: int, quantity: int, source: str, target: str, line_id: int = 1) -> None:
        async with self.transaction() as tx:
            await self.api.reallocate(tx, order_id, line_id, quantity, source, target, METADATA)
            await tx.commit()

    async def return_stock(self, order_id: int, *items: tuple[str, int, str, Disposition], line_id: int = 1) -> None:
        """SKU, units, location and disposition of each item."""
        taken = [ReturnedUnits(line_id, sku, code, units, disposition) for sku, units, code, disposition in items]
        async with self.transaction() as tx:
            await self.api.return_stock(tx, order_id, taken, METADATA)
            await tx.commit()

    async def suspend_expiry(self, order_id: int) -> bool:
        async with self.transaction() as tx:
            expiry_suspended = await self.api.suspend_expiry(tx, order_id, METADATA)
            await tx.commit()
        return expiry_suspended

    async def resume_expiry(self, order_id: int, minutes: float) -> None:
        async with self.transaction() as tx:
            await self.api.resume_expiry(tx, order_id, tx.now + timedelta(minutes=minutes), METADATA)
            await tx.commit()

    async def expire(self) -> None:
        await ExpireHolds(self.begin)()

    async def stock(self, sku: str) -> Stock:
        async with self.begin() as work:
            return (await work.stock_levels.lock([sku])).stocks[sku]

    async def level(self, sku: str, code: str = "MAIN") -> tuple[int, int, int]:
        """On hand, reserved, unavailable."""
        level = (await self.stock(sku)).levels[code]
        return level.on_hand, level.reserved, level.unavailable

    async def states(self, order_id: int) -> list[tuple[str, str | None, int]]:
        """State, location and units of each part of an order."""
        return [(part.state, part.location_code, part.quantity) for part in await self.inspector.reservations(order_id)]

    async def published(self, kind: str, *, of: object = None) -> list[PublishedEvent]:
        """The events whose type contains `kind`, optionally of one aggregate."""
        return [
            event
            for event in await self.inspector.events()
            if kind in event.type and (of is None or event.aggregate_id == str(of))
        ]

"""A shop with stock at two locations over the real inventory, with shortcuts for common commands."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from dependency_injector import providers

from modules.inventory.adapters.outbound.sql.constraints import CONSTRAINTS as OF_INVENTORY
from modules.inventory.application.catalog.create_product import CreateProductCommand
from modules.inventory.application.locations.create_location import CreateLocationCommand
from modules.inventory.application.stock.restock_product import RestockProductCommand
from modules.inventory.domain.product import ProductTerms
from modules.inventory.http_container import InventoryHttpContainer
from modules.inventory.public import InventoryPolicy, ProductLine
from modules.orders.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.orders.application.changes.cancel_order import CancelOrder, CancelOrderCommand
from modules.orders.application.fulfillment.cancel_shipment import CancelShipment, CancelShipmentCommand
from modules.orders.application.fulfillment.deliver_shipment import DeliverShipment, DeliverShipmentCommand
from modules.orders.application.fulfillment.reallocate_units import ReallocateUnits, ReallocateUnitsCommand
from modules.orders.application.fulfillment.ship_units import ShipUnits, ShipUnitsCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.returns.decide_return import DecideReturn, DecideReturnCommand
from modules.orders.application.returns.receive_return import ReceiveReturn, ReceiveReturnCommand
from modules.orders.application.returns.request_return import RequestReturn, RequestReturnCommand
from modules.orders.domain.fulfillment.customer_return import Disposition, ReceivedItem, Return, ReturnItem, ReturnState
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.order import Order
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.principal import SYSTEM
from tests.modules.orders import promotions
from tests.modules.orders.in_memory.other_modules import FakeCustomers
from tests.modules.orders.promotions import PROMOTIONS
from tests.modules.orders.shop import MANAGER, METADATA, POLICY, order_for

LEVELS = "SELECT sku, location_code, on_hand, reserved, unavailable FROM inventory.stock_levels"


class TwoLocationShop:
    """Executes all commands as the manager."""

    def __init__(self, db: Database, inventory: InventoryHttpContainer, orders: OrdersHttpContainer) -> None:
        self.db, self.inventory, self.orders = db, inventory, orders
        self._begin, self._stock = resolve(orders.transactions).begin, resolve(orders.stock)

    async def order(self, *items: tuple[str, int], **more: Any) -> Order:
        instruction = order_for(*items, by=MANAGER, customer_id=7, payment=PaymentInstruction(method="manual"), **more)
        return (await resolve(self.orders.place_order)(instruction)).order

    async def ship(self, order: Order, units: Mapping[int, int], at: str | None = None) -> Shipment:
        return await ShipUnits(self._begin, self._stock)(
            ShipUnitsCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, units=units, location_code=at)
        )

    async def unship(self, shipment: Shipment) -> None:
        await CancelShipment(self._begin, self._stock)(
            CancelShipmentCommand(principal=MANAGER, metadata=METADATA, resource_id=shipment.id)
        )

    async def deliver(self, shipment: Shipment) -> None:
        await DeliverShipment(self._begin)(
            DeliverShipmentCommand(principal=MANAGER, metadata=METADATA, resource_id=shipment.id)
        )

    async def move(self, order: Order, quantity: int, source: str, target: str) -> Order:
        return await ReallocateUnits(self._begin, self._stock)(
            ReallocateUnitsCommand(
                principal=MANAGER,
                metadata=METADATA,
                order_id=order.id,
                line_id=1,
                quantity=quantity,
                source=source,
                target=target,
            )
        )

    async def cancel(self, order: Order, units: Mapping[int, int]) -> None:
        await CancelOrder(self._begin, self._stock, PROMOTIONS)(
            CancelOrderCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, reason="no", units=units)
        )

    async def cancel_whole(self, order: Order) -> None:
        await CancelOrder(self._begin, self._stock, PROMOTIONS)(
            CancelOrderCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, reason="no")
        )

    async def returned(self, order: Order, *units: tuple[int, int]) -> Return:
        items = [ReturnItem(line_id=line_id, quantity=count, reason="no") for line_id, count in units]
        requested = await RequestReturn(self._begin, POLICY)(
            RequestReturnCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, items=items)
        )
        await DecideReturn(self._begin, ReturnState.APPROVED)(
            DecideReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=requested.id)
        )
        return requested

    async def receive(self, requested: Return, *arrivals: tuple[int, int, str, Disposition]) -> Return:
        came = [
            ReceivedItem(line_id=line_id, quantity=units, location_code=code, disposition=disposition)
            for line_id, units, code, disposition in arrivals
        ]
        return await ReceiveReturn(self._begin, self._stock)(
            ReceiveReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=requested.id, arrivals=came)
        )

    async def sent_back(self, order: Order, units: int, at: str) -> None:
        await self.receive(await self.returned(order, (1, units)), (1, units, at, "restock"))

    async def levels(self) -> dict[tuple[str, str], tuple[int, int, int]]:
        async with self.db.read() as reading:
            return {(row[0], row[1]): (row[2], row[3], row[4]) for row in await reading.fetch(LEVELS)}

    async def lines(self, order: Order) -> list[tuple[int, int, int, int, list[str]]]:
        async with resolve(self.orders.transactions).read() as records:
            found = await records.get(order.id)
        assert found
        return [(x.reserved, x.backordered, x.shipped, x.returned, list(x.location_codes)) for x in found.lines]

    async def wrong(self) -> list[object]:
        async with self.db.snapshot() as tx:
            checks = [*resolve(self.inventory.module).checks(), *resolve(self.orders.module).checks()]
            return [found for check in checks if not check.on_request for found in await check.run(tx)]


@asynccontextmanager
async def open_shop(database_url: str) -> AsyncIterator[TwoLocationShop]:
    """Five TEA and four POT at MAIN, three TEA at EAST; no stock is kept of GIFT."""
    db = Database(database_url, {**CONSTRAINTS, **OF_INVENTORY}, pool_size=8, outbox=Outbox)
    inventory = InventoryHttpContainer(
        database=db,
        policy=InventoryPolicy(),
    )
    lines = [ProductLine("TEA", "Tea", 100, 5, 2000), ProductLine("POT", "Pot", 900, 4, 2000)]
    async for imported in resolve(inventory.import_products)(lines, "stock", METADATA):
        assert not imported.errors
    await resolve(inventory.create_location)(
        CreateLocationCommand(principal=SYSTEM, metadata=METADATA, code="EAST", name="East", country="GB")
    )
    await resolve(inventory.restock)(
        RestockProductCommand(principal=SYSTEM, metadata=METADATA, sku="TEA", quantity=3, location_code="EAST")
    )
    await resolve(inventory.create_product)(
        CreateProductCommand(
            principal=SYSTEM, metadata=METADATA, sku="GIFT", terms=ProductTerms("Gift", 50, track_inventory=False)
        )
    )
    orders = OrdersHttpContainer(
        promotions=promotions.API,
        database=db,
        policy=POLICY,
        inventory=resolve(inventory.api),
        users=object(),
        customers=providers.Object(FakeCustomers(7)),
    )
    yield TwoLocationShop(db, inventory, orders)
    await db.close()

"""What the real inventory tells, heard in any order and more than once, leaves orders counting what it keeps."""

from collections.abc import AsyncIterator, Sequence

import orjson
import pytest
from dependency_injector import providers

from modules.inventory.adapters.outbound.sql.constraints import CONSTRAINTS as OF_INVENTORY
from modules.inventory.application.catalog.change_product import ChangeProductCommand
from modules.inventory.application.stock.adjustments import StockChange
from modules.inventory.application.stock.book_adjustment import BookAdjustmentCommand
from modules.inventory.application.stock.restock_product import RestockProductCommand
from modules.inventory.http_container import InventoryHttpContainer
from modules.inventory.public import InventoryPolicy, ProductLine
from modules.orders.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.orders.application.changes.cancel_order import CancelOrder, CancelOrderCommand
from modules.orders.application.changes.hold_order import HoldOrder, HoldOrderCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.domain.fulfillment.stock_movements import STOCK_SHORTFALL
from modules.orders.domain.order.order import Order
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.events import ReceivedEvent
from shared.kernel.principal import SYSTEM
from tests.modules.orders import promotions
from tests.modules.orders.in_memory.other_modules import FakeCustomers
from tests.modules.orders.promotions import PROMOTIONS
from tests.modules.orders.shop import METADATA, POLICY, STAFF, order_for

REPORTED = """
    SELECT id, type, schema_version, aggregate_type, aggregate_id, sequence, occurred_at, correlation_id, actor, data
    FROM platform.events WHERE type IN ('inventory.reservation.deallocated', 'inventory.reservation.filled')
    ORDER BY sequence
"""


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, {**CONSTRAINTS, **OF_INVENTORY}, pool_size=4, outbox=Outbox)
    yield made
    await made.close()


@pytest.fixture
async def inventory(db: Database) -> InventoryHttpContainer:
    made = InventoryHttpContainer(
        database=db,
        policy=InventoryPolicy(),
    )
    async for imported in resolve(made.import_products)([ProductLine("TEA", "Tea", 100, 4, 2000)], "stock", METADATA):
        assert not imported.errors
    return made


@pytest.fixture
def orders(db: Database, inventory: InventoryHttpContainer) -> OrdersHttpContainer:
    return OrdersHttpContainer(
        promotions=promotions.API,
        database=db,
        policy=POLICY,
        inventory=resolve(inventory.api),
        users=object(),
        customers=providers.Object(FakeCustomers(1)),
    )


async def reported(db: Database) -> Sequence[ReceivedEvent]:
    async with db.read() as reading:
        rows = [dict(row) for row in await reading.fetch(REPORTED)]
    for row in rows:
        row["data"] = orjson.loads(row["data"]) if isinstance(row["data"], str) else row["data"]
    return [ReceivedEvent(**row, consumer="orders.apply_stock_movements") for row in rows]


@pytest.mark.parametrize("heard", [(0, 1), (1, 0), (1, 0, 0, 1), (0,), (1,)])
async def test_messages_in_any_order_lead_to_the_same_state(
    db: Database, inventory: InventoryHttpContainer, orders: OrdersHttpContainer, heard: Sequence[int]
) -> None:
    placed = await resolve(orders.place_order)(
        order_for(("TEA", 4), by=STAFF, payment=PaymentInstruction(method="manual"))
    )
    loss = BookAdjustmentCommand(
        principal=SYSTEM,
        metadata=METADATA,
        reason="damage",
        lines=[StockChange("TEA", "MAIN", -3)],
        on_shortfall="deallocate",
    )
    await resolve(inventory.book_adjustment)(loss)
    await resolve(inventory.restock)(
        RestockProductCommand(principal=SYSTEM, metadata=METADATA, sku="TEA", quantity=2, location_code="MAIN")
    )
    messages = await reported(db)
    assert [message.sequence for message in messages] == [2, 3]
    (follow,) = [s for s in resolve(orders.module).subscriptions() if s.consumer.name == "orders.apply_stock_movements"]
    for n in heard:
        async with db.begin() as tx:
            assert follow.handler is not None
            await follow.handler(tx, messages[n])
            await tx.commit()
    async with resolve(orders.transactions).read() as records:
        order = await records.get(placed.order.id)
    assert order is not None
    assert (order.lines[0].reserved, order.lines[0].backordered) == (3, 1)
    assert (order.hold is not None) == (0 in heard)
    async with db.snapshot() as tx:
        assert [found for check in resolve(orders.module).checks() for found in await check.run(tx)] == []


async def hear_all(db: Database, orders: OrdersHttpContainer, order_id: int) -> Order:
    """The order once every message has been heard."""
    (follow,) = [s for s in resolve(orders.module).subscriptions() if s.consumer.name == "orders.apply_stock_movements"]
    assert follow.handler is not None
    for message in await reported(db):
        async with db.begin() as tx:
            await follow.handler(tx, message)
            await tx.commit()
    async with resolve(orders.transactions).read() as records:
        found = await records.get(order_id)
        assert found
    async with db.snapshot() as tx:
        assert [
            wrong for check in resolve(orders.module).checks() if not check.on_request for wrong in await check.run(tx)
        ] == []
    return found


async def test_the_hold_is_released_only_after_the_shortfall_is_filled(
    db: Database, inventory: InventoryHttpContainer, orders: OrdersHttpContainer
) -> None:
    await resolve(inventory.change_product)(
        ChangeProductCommand(principal=SYSTEM, metadata=METADATA, sku="TEA", changes={"backorder_policy": "allow"})
    )
    instruction = order_for(("TEA", 6), by=STAFF, payment=PaymentInstruction(method="manual"), allow_backorder=True)
    placed = (await resolve(orders.place_order)(instruction)).order
    loss = BookAdjustmentCommand(
        principal=SYSTEM,
        metadata=METADATA,
        reason="damage",
        lines=[StockChange("TEA", "MAIN", -3)],
        on_shortfall="deallocate",
    )
    await resolve(inventory.book_adjustment)(loss)
    assert (await hear_all(db, orders, placed.id)).hold is not None
    await resolve(inventory.restock)(
        RestockProductCommand(principal=SYSTEM, metadata=METADATA, sku="TEA", quantity=2, location_code="MAIN")
    )
    short = await hear_all(db, orders, placed.id)
    assert (short.hold and short.hold.reason, short.lines[0].backordered) == (STOCK_SHORTFALL, 3)
    await resolve(inventory.restock)(
        RestockProductCommand(principal=SYSTEM, metadata=METADATA, sku="TEA", quantity=1, location_code="MAIN")
    )
    filled = await hear_all(db, orders, placed.id)
    assert (filled.hold, filled.lines[0].backordered) == (None, 2), "two units were waited for with consent"


@pytest.mark.parametrize(("units", "reason"), [(2, STOCK_SHORTFALL), (3, None)])
async def test_cancelling_the_missing_units_ends_the_shortfall(
    db: Database, inventory: InventoryHttpContainer, orders: OrdersHttpContainer, units: int, reason: str | None
) -> None:
    placed = (
        await resolve(orders.place_order)(order_for(("TEA", 4), by=STAFF, payment=PaymentInstruction(method="manual")))
    ).order
    loss = BookAdjustmentCommand(
        principal=SYSTEM,
        metadata=METADATA,
        reason="damage",
        lines=[StockChange("TEA", "MAIN", -3)],
        on_shortfall="deallocate",
    )
    await resolve(inventory.book_adjustment)(loss)
    await hear_all(db, orders, placed.id)
    cancel = CancelOrderCommand(
        principal=STAFF, metadata=METADATA, order_id=placed.id, reason="none left", units={1: units}
    )
    after = await CancelOrder(resolve(orders.transactions).begin, resolve(orders.stock), PROMOTIONS)(cancel)
    assert (after.hold.reason if after.hold else None) == reason


async def test_a_hold_for_another_reason_stays(
    db: Database, inventory: InventoryHttpContainer, orders: OrdersHttpContainer
) -> None:
    placed = (
        await resolve(orders.place_order)(order_for(("TEA", 4), by=STAFF, payment=PaymentInstruction(method="manual")))
    ).order
    await HoldOrder(resolve(orders.transactions).begin)(
        HoldOrderCommand(principal=STAFF, metadata=METADATA, order_id=placed.id, reason="Is it fraud?")
    )
    loss = BookAdjustmentCommand(
        principal=SYSTEM,
        metadata=METADATA,
        reason="damage",
        lines=[StockChange("TEA", "MAIN", -3)],
        on_shortfall="deallocate",
    )
    await resolve(inventory.book_adjustment)(loss)
    await resolve(inventory.restock)(
        RestockProductCommand(principal=SYSTEM, metadata=METADATA, sku="TEA", quantity=3, location_code="MAIN")
    )
    found = await hear_all(db, orders, placed.id)
    assert (found.hold and found.hold.reason, found.lines[0].reserved) == ("Is it fraud?", 4)

"""Lines that need no parcel, over the real inventory: fulfilled at confirmation, never in the queue."""

from collections.abc import AsyncIterator

import pytest

from modules.inventory.application.catalog.create_product import CreateProductCommand
from modules.inventory.application.stock.restock_product import RestockProductCommand
from modules.inventory.domain.product import ProductTerms
from modules.orders.application.changes.hold_order import HoldOrder, HoldOrderCommand
from modules.orders.application.changes.release_order import ReleaseOrder, ReleaseOrderCommand
from modules.orders.application.fulfillment.apply_stock_movements import ApplyStockMovements
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.queries.list_fulfillment_queue import ListFulfillmentQueue, QueuedOrder
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.status import FulfillmentStatus, OrderStatus, ReturnStatus
from modules.orders.ports.fulfillment.fulfillment_queue import QueueFilter
from shared.infra.injection import resolve
from shared.kernel.errors import Conflict, Invalid
from shared.kernel.paging import PageRequest
from shared.kernel.principal import SYSTEM
from tests.modules.orders.adapters.shop_with_stock import TwoLocationShop, open_shop
from tests.modules.orders.in_memory.other_modules import FakeCustomers
from tests.modules.orders.payment_shop import PaymentShop
from tests.modules.orders.promotions import issue
from tests.modules.orders.shop import MANAGER, METADATA, order_for

COMPLETED = (OrderStatus.COMPLETED, FulfillmentStatus.FULFILLED)
WAITING = (OrderStatus.CONFIRMED, FulfillmentStatus.UNFULFILLED)


@pytest.fixture
async def shop_with_stock(database_url: str) -> AsyncIterator[TwoLocationShop]:
    """Besides its goods: EBOOK, of which no stock is kept, and three KEYs, of which more can be ordered."""
    async with open_shop(database_url) as made:
        create = resolve(made.inventory.create_product)
        ebook = ProductTerms("A book", 500, requires_shipping=False, track_inventory=False)
        await create(CreateProductCommand(principal=SYSTEM, metadata=METADATA, sku="EBOOK", terms=ebook))
        await create(
            CreateProductCommand(
                principal=SYSTEM,
                metadata=METADATA,
                sku="KEY",
                terms=ProductTerms("A key", 900, requires_shipping=False, backorder_policy="allow"),
            )
        )
        await resolve(made.inventory.restock)(
            RestockProductCommand(principal=SYSTEM, metadata=METADATA, sku="KEY", quantity=3, location_code="MAIN")
        )
        yield made


async def kept(shop_with_stock: TwoLocationShop, order: Order) -> Order:
    async with resolve(shop_with_stock.orders.transactions).read() as records:
        found = await records.get(order.id)
    assert found
    return found


async def state(shop_with_stock: TwoLocationShop, order: Order) -> tuple[OrderStatus, FulfillmentStatus]:
    found = await kept(shop_with_stock, order)
    return found.status, found.fulfillment_status


async def queue(shop_with_stock: TwoLocationShop, *, ready: bool = False) -> list[QueuedOrder]:
    page = await ListFulfillmentQueue(
        resolve(shop_with_stock.orders.transactions).look, resolve(shop_with_stock.orders.stock)
    )(QueueFilter(None, ready), PageRequest(limit=10))
    return list(page.items)


async def follow(shop_with_stock: TwoLocationShop, order: Order) -> None:
    async with shop_with_stock.db.begin() as tx:
        join = resolve(shop_with_stock.orders.transactions).join
        await ApplyStockMovements(join, resolve(shop_with_stock.orders.stock))(tx, order.id, METADATA, shortfall=False)
        await tx.commit()


async def test_an_order_of_digital_items_is_completed_on_confirmation(shop_with_stock: TwoLocationShop) -> None:
    order = await shop_with_stock.order(("EBOOK", 2), ("KEY", 2))
    assert (order.status, order.fulfillment_status) == COMPLETED
    assert await state(shop_with_stock, order) == COMPLETED
    assert await shop_with_stock.lines(order) == [(0, 0, 2, 0, []), (0, 0, 2, 0, [])]
    assert (await shop_with_stock.levels())["KEY", "MAIN"] == (1, 0, 0)
    assert await queue(shop_with_stock) == []
    assert await shop_with_stock.wrong() == []


async def test_the_coupon_of_a_completed_digital_order_stays_consumed(shop_with_stock: TwoLocationShop) -> None:
    await issue(resolve(shop_with_stock.orders.transactions).begin, max_per_customer=1)
    order = await shop_with_stock.order(("KEY", 1), coupon_code="SPRING")
    assert await state(shop_with_stock, order) == COMPLETED
    assert await shop_with_stock.wrong() == []


async def test_only_shippable_lines_of_a_mixed_order_are_queued(shop_with_stock: TwoLocationShop) -> None:
    order = await shop_with_stock.order(("EBOOK", 1), ("TEA", 2), ("KEY", 1))
    assert await state(shop_with_stock, order) == WAITING
    assert await shop_with_stock.lines(order) == [(0, 0, 1, 0, []), (2, 0, 0, 0, ["MAIN"]), (0, 0, 1, 0, [])]
    (to_ship,) = await queue(shop_with_stock, ready=True)
    assert [pick.sku for pick in to_ship.picks] == ["TEA"]
    with pytest.raises(Invalid) as refused:
        await shop_with_stock.ship(order, {1: 1})
    assert [error.code for error in refused.value.errors] == ["digital_line"]
    await shop_with_stock.ship(order, {2: 1})
    assert (await kept(shop_with_stock, order)).fulfillment_status is FulfillmentStatus.PARTIALLY_FULFILLED
    await shop_with_stock.ship(order, {2: 1})
    assert await state(shop_with_stock, order) == COMPLETED
    with pytest.raises(Invalid) as refused:
        await shop_with_stock.returned(order, (1, 1))
    assert [error.code for error in refused.value.errors] == ["digital_line"]
    requested = await shop_with_stock.returned(order, (2, 2))
    await shop_with_stock.receive(requested, (2, 2, "MAIN", "restock"))
    assert (await kept(shop_with_stock, order)).return_status is ReturnStatus.RETURNED
    assert await shop_with_stock.wrong() == []


async def test_cancelling_the_shippable_lines_completes_the_order(shop_with_stock: TwoLocationShop) -> None:
    order = await shop_with_stock.order(("TEA", 2), ("EBOOK", 1))
    with pytest.raises(Conflict) as refused:
        await shop_with_stock.cancel_whole(order)
    assert refused.value.code == "invalid_transition"
    await shop_with_stock.cancel(order, {1: 2})
    assert await state(shop_with_stock, order) == COMPLETED
    assert await queue(shop_with_stock) == []
    assert await shop_with_stock.wrong() == []


async def test_backordered_digital_units_are_fulfilled_on_arrival(shop_with_stock: TwoLocationShop) -> None:
    order = await shop_with_stock.order(("KEY", 5), allow_backorder=True)
    found = await kept(shop_with_stock, order)
    assert (found.status, found.fulfillment_status) == (OrderStatus.CONFIRMED, FulfillmentStatus.PARTIALLY_FULFILLED)
    assert await shop_with_stock.lines(order) == [(0, 2, 3, 0, [])]
    assert await queue(shop_with_stock) == []
    await resolve(shop_with_stock.inventory.restock)(
        RestockProductCommand(principal=SYSTEM, metadata=METADATA, sku="KEY", quantity=4, location_code="MAIN")
    )
    await follow(shop_with_stock, order)
    assert await state(shop_with_stock, order) == COMPLETED
    assert (await shop_with_stock.levels())["KEY", "MAIN"] == (2, 0, 0)
    assert await shop_with_stock.wrong() == []


async def test_a_held_order_is_fulfilled_after_its_release(shop_with_stock: TwoLocationShop) -> None:
    order = await shop_with_stock.order(("KEY", 4), allow_backorder=True)
    begin = resolve(shop_with_stock.orders.transactions).begin
    await HoldOrder(begin)(
        HoldOrderCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, reason="Is it fraud?")
    )
    await resolve(shop_with_stock.inventory.restock)(
        RestockProductCommand(principal=SYSTEM, metadata=METADATA, sku="KEY", quantity=1, location_code="MAIN")
    )
    await follow(shop_with_stock, order)
    assert (await kept(shop_with_stock, order)).status is OrderStatus.CONFIRMED
    await ReleaseOrder(begin, resolve(shop_with_stock.orders.stock))(
        ReleaseOrderCommand(principal=MANAGER, metadata=METADATA, order_id=order.id)
    )
    assert await state(shop_with_stock, order) == COMPLETED
    assert await shop_with_stock.wrong() == []


@pytest.mark.parametrize("capture_immediately", [True, False])
async def test_a_card_order_is_fulfilled_on_capture(
    shop_with_stock: TwoLocationShop, *, capture_immediately: bool
) -> None:
    payment_shop = PaymentShop(
        resolve(shop_with_stock.orders.transactions),
        resolve(shop_with_stock.orders.stock),
        FakeCustomers(7),
        capture_immediately=capture_immediately,
    )
    order = await payment_shop.place(
        ("KEY", 1), instruction=PaymentInstruction(method="card", token="pm_card_visa"), customer_id=7
    )
    assert (await shop_with_stock.levels())["KEY", "MAIN"] == (3, 1, 0)
    await payment_shop.settle(order)
    found = await kept(shop_with_stock, order)
    assert (found.status, found.paid_cents) == (OrderStatus.COMPLETED, 900)
    assert (await shop_with_stock.levels())["KEY", "MAIN"] == (2, 0, 0)
    assert await shop_with_stock.wrong() == []


async def test_an_unpaid_order_is_not_fulfilled_and_releases_its_stock(shop_with_stock: TwoLocationShop) -> None:
    order = (
        await resolve(shop_with_stock.orders.place_order)(
            order_for(("KEY", 2), ("EBOOK", 1), by=MANAGER, customer_id=7)
        )
    ).order
    assert await shop_with_stock.lines(order) == [(2, 0, 0, 0, ["MAIN"]), (0, 0, 0, 0, [])]
    await shop_with_stock.cancel_whole(order)
    assert (await shop_with_stock.levels())["KEY", "MAIN"] == (3, 0, 0)
    assert await shop_with_stock.wrong() == []

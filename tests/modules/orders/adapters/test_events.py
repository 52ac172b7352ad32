"""What neighbours tell changes orders, once, in the transaction that marks the message done."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from modules.inventory.public import ReservationDeallocated, ReservationFilled
from modules.orders.adapters.inbound.events import subscriptions
from modules.orders.adapters.outbound.unit_of_work import Transactions
from modules.orders.application.commands import PaymentWish
from modules.orders.application.erase_customer import EraseCustomer
from modules.orders.application.follow_stock import FollowStock
from modules.orders.domain.buyer import Details
from modules.orders.domain.order import Order
from modules.users.public import UserDeleted
from shared.kernel.events import Cause, Delivered
from tests.modules.orders.leaving import AllocationTwin
from tests.modules.orders.shop import HOME, STAFF, Placing, order_for
from tests.modules.orders.twins import StockTwin


class Heard:
    """Delivers messages as the worker does."""

    def __init__(self, transactions: Transactions, stock: StockTwin) -> None:
        self._transactions = transactions
        self.settled: list[int] = []
        offered = subscriptions(FollowStock(transactions.join, stock), EraseCustomer(transactions.join), self._settle)
        self._by_type = {type_: s for s in offered for type_ in s.events}

    async def _settle(self, order_id: int, _: Cause) -> None:
        self.settled.append(order_id)

    async def __call__(self, type_: str, **data: Any) -> None:
        consumer = self._by_type[type_]
        now = datetime.now(UTC)
        message = Delivered(UUID(int=1), type_, 1, "x", "1", 1, now, "r-9", "system", data, consumer.consumer)
        async with self._transactions.begin(None) as work:
            assert consumer.effect is not None
            await consumer.effect(work.tx, message)
            await work.commit()

    async def order(self, order_id: int) -> Order:
        async with self._transactions.read() as records:
            found = await records.get(order_id)
        assert found is not None
        return found


@pytest.fixture
def heard(transactions: Transactions, stock: StockTwin) -> Heard:
    return Heard(transactions, stock)


async def test_units_that_come_are_no_longer_waited_for(shop: Placing, heard: Heard, stock: StockTwin) -> None:
    stock.sell("LATE", 1, backorderable=5)
    placed = await shop.one(order_for(("LATE", 4), by=STAFF, payment=PaymentWish("manual"), allow_backorder=True))
    stock.holds[placed.id] = [
        AllocationTwin(1, "LATE", code, units) for code, units in (("MAIN", 1), ("EAST", 2), (None, 1))
    ]
    for _ in range(2):
        await heard(ReservationFilled.type, order_id=placed.id, units=[])
    order = await heard.order(placed.id)
    line = order.lines[0]
    assert (line.reserved, line.backordered, list(line.location_codes)) == (3, 1, ["MAIN", "EAST"])
    assert (order.version, order.hold) == (2, None)
    await heard(ReservationFilled.type, order_id=999, units=[])


async def test_units_that_are_gone_hold_the_order(shop: Placing, heard: Heard, stock: StockTwin) -> None:
    placed = await shop.one(order_for(("TEA", 4), by=STAFF, payment=PaymentWish("manual")))
    stock.holds[placed.id] = [AllocationTwin(1, "TEA", None, 4)]
    for _ in range(2):
        await heard(ReservationDeallocated.type, order_id=placed.id, units=[])
    order = await heard.order(placed.id)
    assert (order.lines[0].reserved, order.lines[0].backordered, list(order.lines[0].location_codes)) == (0, 4, [])
    assert order.hold is not None
    assert order.hold.reason == "stock_shortfall"
    assert (order.version, order.sequence) == (2, 4)


async def test_a_deleted_customer_is_forgotten_and_the_numbers_stay(shop: Placing, heard: Heard) -> None:
    placed = await shop.one(order_for(("TEA", 4), details=Details(HOME, HOME, "GB 123", "ring", {"a": "b"})))
    kept = await shop.one(order_for(("TEA", 1), by=STAFF))
    for _ in range(2):
        await heard(UserDeleted.type, user_id=7)
    order = await heard.order(placed.id)
    assert order.totals == placed.totals
    assert (order.details.tax_id, order.details.note, order.details.metadata) == (None, None, {})
    assert order.details.shipping_address is not None
    assert (order.details.shipping_address.name, order.details.shipping_address.country) == ("erased", "GB")
    assert "Ada" not in str(order)
    assert (await heard.order(kept.id)).details.shipping_address == HOME

"""Events of other modules change orders once, in the transaction that marks the message done."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from modules.inventory.public import ReservationDeallocated, ReservationFilled
from modules.orders.adapters.inbound.event_handlers import subscriptions
from modules.orders.adapters.outbound.sql.search.search_index import SqlSearchIndex
from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.orders.application.changes.cancel_order import CancelOrder, CancelOrderCommand
from modules.orders.application.changes.claim_guest_orders import ClaimGuestOrders
from modules.orders.application.changes.erase_customer import EraseCustomer
from modules.orders.application.fulfillment.apply_stock_movements import ApplyStockMovements
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.new_payment import new_payment
from modules.orders.application.search.index_orders import IndexOrders
from modules.orders.application.settlement.claim_due_orders import ClaimDueOrders
from modules.orders.application.settlement.settle_due_payments import SettleDuePayments
from modules.orders.application.settlement.settle_order import SettleOrder
from modules.orders.application.settlement.settle_orders import SettleOrders
from modules.orders.domain.order.buyer import Details
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment_states import Action
from modules.orders.domain.settlement.due_requests import Due, PaymentDue
from modules.orders.public import OrderErased, PaymentCreated
from modules.users.public import UserDeleted
from shared.kernel.errors import Unavailable
from shared.kernel.events import EventMetadata, ReceivedEvent
from shared.kernel.module import Subscription
from tests.modules.orders.in_memory.allocations import FakeAllocation
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock
from tests.modules.orders.promotions import PROMOTIONS
from tests.modules.orders.shop import HOME, METADATA, POLICY, STAFF, OrderPlacement, order_for, order_placement


class FakeSettleOrder(SettleOrder):
    """Records the orders to settle; settling the `failing` one is not possible now."""

    def __init__(self, *, failing: int | None = None) -> None:
        self.order_ids: list[int] = []
        self._failing = failing

    async def send(self, due: Due, metadata: EventMetadata) -> None:
        self.order_ids.append(due.order_id)
        if due.order_id == self._failing:
            raise Unavailable


class FakeClaims(ClaimDueOrders):
    """Every order has a request to claim."""

    def __init__(self) -> None: ...

    async def __call__(self, order_ids: Collection[int]) -> Sequence[Due]:
        card, now = PaymentInstruction(method="card", token="tok"), datetime(2026, 1, 1, tzinfo=UTC)
        return [
            PaymentDue(
                new_payment(1, order_id=id_, amount_cents=100, currency="GBP", instruction=card, now=now),
                Action.AUTHORIZE,
            )
            for id_ in order_ids
        ]


class MessageConsumer:
    """Delivers messages as the worker does."""

    def __init__(self, transactions: SqlUnitOfWorkFactory, stock: InMemoryStock) -> None:
        self._transactions = transactions
        self._settle = FakeSettleOrder()
        due = SettleDuePayments(transactions.begin, SettleOrders(ClaimDueOrders(transactions.begin), self._settle))
        claim = ClaimGuestOrders(transactions.join, FakeCustomers(7))
        erase = EraseCustomer(transactions.join, PROMOTIONS, SqlSearchIndex.within, IndexOrders(FakeCustomers(7, 8)))
        offered = subscriptions(ApplyStockMovements(transactions.join, stock), erase, claim, due)
        self._by_type = {type_: s for s in offered for type_ in s.consumer.events}

    @property
    def settled(self) -> list[int]:
        return self._settle.order_ids

    def consumer(self, type_: str) -> Subscription:
        return self._by_type[type_]

    def message(self, type_: str, **data: Any) -> ReceivedEvent:
        now = datetime.now(UTC)
        return ReceivedEvent(
            UUID(int=1), type_, 1, "x", "1", 1, now, "r-9", "system", data, self.consumer(type_).consumer.name
        )

    async def __call__(self, type_: str, **data: Any) -> None:
        consumer, message = self.consumer(type_), self.message(type_, **data)
        async with self._transactions.begin() as work:
            assert consumer.handler is not None
            await consumer.handler(work.tx, message)
            await work.commit()

    async def order(self, order_id: int) -> Order:
        async with self._transactions.read() as records:
            found = await records.get(order_id)
        assert found is not None
        return found


@pytest.fixture
def consume(transactions: SqlUnitOfWorkFactory, stock: InMemoryStock) -> MessageConsumer:
    return MessageConsumer(transactions, stock)


async def test_arrived_units_are_no_longer_backordered(
    shop: OrderPlacement, consume: MessageConsumer, stock: InMemoryStock
) -> None:
    stock.sell("LATE", 1, backorderable=5)
    placed = await shop.one(
        order_for(("LATE", 4), by=STAFF, payment=PaymentInstruction(method="manual"), allow_backorder=True)
    )
    stock.holds[placed.id] = [
        FakeAllocation(1, "LATE", code, units) for code, units in (("MAIN", 1), ("EAST", 2), (None, 1))
    ]
    for _ in range(2):
        await consume(ReservationFilled.type, order_id=placed.id, units=[])
    order = await consume.order(placed.id)
    line = order.lines[0]
    assert (line.reserved, line.backordered, list(line.location_codes)) == (3, 1, ["MAIN", "EAST"])
    assert (order.version, order.hold) == (2, None)
    await consume(ReservationFilled.type, order_id=999, units=[])


async def test_deallocated_units_put_the_order_on_hold(
    shop: OrderPlacement, consume: MessageConsumer, stock: InMemoryStock
) -> None:
    placed = await shop.one(order_for(("TEA", 4), by=STAFF, payment=PaymentInstruction(method="manual")))
    stock.holds[placed.id] = [FakeAllocation(1, "TEA", None, 4)]
    stock.missing.add(placed.id)
    for _ in range(2):
        await consume(ReservationDeallocated.type, order_id=placed.id, units=[])
    order = await consume.order(placed.id)
    assert (order.lines[0].reserved, order.lines[0].backordered, list(order.lines[0].location_codes)) == (0, 4, [])
    assert order.hold is not None
    assert order.hold.reason == "stock_shortfall"
    assert (order.version, order.sequence) == (2, 4)
    stock.missing.clear()
    await consume(ReservationFilled.type, order_id=placed.id, units=[])
    assert (await consume.order(placed.id)).hold is None


async def test_a_deleted_customer_is_anonymized_and_amounts_are_kept(
    transactions: SqlUnitOfWorkFactory, stock: InMemoryStock, shop: OrderPlacement, consume: MessageConsumer
) -> None:
    placed = await shop.one(
        order_for(
            ("TEA", 4),
            details=Details(
                shipping_address=HOME, billing_address=HOME, tax_id="GB 123", note="ring", metadata={"a": "b"}
            ),
        )
    )
    kept = await shop.one(order_for(("TEA", 1), by=STAFF))
    for _ in range(2):
        await consume(UserDeleted.type, user_id=7)
    order = await consume.order(placed.id)
    assert order.details.shipping_address == HOME
    assert order.details.billing_address is not None
    assert order.details.billing_address.line1 == "erased"
    await CancelOrder(transactions.begin, stock, PROMOTIONS)(
        CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=placed.id, reason="says Ada")
    )
    await consume(OrderErased.type, customer_id=7)
    order = await consume.order(placed.id)
    assert order.totals == placed.totals
    assert (order.details.tax_id, order.details.note, order.details.metadata) == (None, None, {})
    assert order.details.shipping_address is not None
    assert (order.details.shipping_address.name, order.details.shipping_address.country) == ("erased", "GB")
    assert "Ada" not in str(order)
    assert (await consume.order(kept.id)).details.shipping_address == HOME


async def test_only_due_orders_are_settled_once(
    transactions: SqlUnitOfWorkFactory, stock: InMemoryStock, customers: FakeCustomers, consume: MessageConsumer
) -> None:
    shop = order_placement(transactions.begin_batch, stock, customers, replace(POLICY, payment_providers=("stripe",)))
    by_card = await shop.one(order_for(("TEA", 1), payment=PaymentInstruction(method="card", token="tok")))
    unpaid = await shop.one(order_for(("TEA", 1)))
    consumer = consume.consumer(PaymentCreated.type)
    assert consumer.external_batch_handler is not None
    messages = [consume.message(PaymentCreated.type, order_id=id_) for id_ in (by_card.id, unpaid.id, by_card.id)]
    await consumer.external_batch_handler(messages)
    assert consume.settled == [by_card.id]


async def test_an_unsettleable_order_does_not_block_others() -> None:
    settle = FakeSettleOrder(failing=2)
    with pytest.raises(Unavailable):
        await SettleOrders(FakeClaims(), settle)(dict.fromkeys(range(1, 11), METADATA))
    assert settle.order_ids == list(range(1, 11))

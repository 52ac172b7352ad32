"""An authorized card is captured with the first shipment, and refunded with a return."""

import pytest

from modules.orders.application.fulfillment.ship_units import ShipUnits, ShipUnitsCommand
from modules.orders.application.returns.decide_return import DecideReturn, DecideReturnCommand
from modules.orders.application.returns.receive_return import ReceiveReturn, ReceiveReturnCommand
from modules.orders.application.returns.refund_return import RefundReturn, RefundReturnCommand
from modules.orders.application.returns.request_return import RequestReturn, RequestReturnCommand
from modules.orders.domain.fulfillment.customer_return import ReceivedItem, ReturnItem, ReturnState
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.order import Order
from shared.kernel.errors import Conflict
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock
from tests.modules.orders.in_memory.store import InMemoryStore
from tests.modules.orders.payment_shop import PaymentShop
from tests.modules.orders.shop import MANAGER, METADATA, POLICY


@pytest.fixture
def late_capture_shop(memory: InMemoryStore, stock: InMemoryStock, customers: FakeCustomers) -> PaymentShop:
    """Takes authorized money when something is shipped."""
    return PaymentShop(memory, stock, customers, capture_immediately=False)


async def shipped(memory: InMemoryStore, stock: InMemoryStock, order: Order, units: int) -> Shipment:
    return await ShipUnits(memory.begin, stock)(
        ShipUnitsCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, units={1: units})
    )


def kept(memory: InMemoryStore, order: Order) -> Order:
    return memory.state.orders[order.id]


async def test_the_first_shipment_captures_the_payment_for_both(
    memory: InMemoryStore, stock: InMemoryStock, late_capture_shop: PaymentShop
) -> None:
    order = await late_capture_shop.paid(("TEA", 3))
    assert kept(memory, order).payment_status == "authorized"
    await late_capture_shop.cancel(order, {1: 1})
    await shipped(memory, stock, order, 1)
    assert kept(memory, order).payments[0].status == "capturing"
    await late_capture_shop.settle(order)
    assert (kept(memory, order).paid_cents, kept(memory, order).payment_status) == (510, "paid")
    await shipped(memory, stock, order, 1)
    done = kept(memory, order)
    assert (done.status, done.payments[0].status) == ("completed", "captured")
    names = [entry.fact for id_, entry in memory.state.history if id_ == order.id]
    assert names[-4:] == ["shipment.created", "payment.captured", "shipment.created", "completed"]


async def test_an_expired_authorization_prevents_shipping(
    memory: InMemoryStore, stock: InMemoryStock, late_capture_shop: PaymentShop
) -> None:
    order = await late_capture_shop.paid(("TEA", 3))
    expires_at = kept(memory, order).payments[0].authorization_expires_at
    assert expires_at is not None
    memory.state.now = expires_at
    with pytest.raises(Conflict) as lapsed:
        await shipped(memory, stock, order, 1)
    assert lapsed.value.code == "payment_required"
    assert memory.state.parts.shipments == {}
    assert kept(memory, order).payments[0].status == "authorized"


async def test_returned_units_are_refunded_to_the_card(memory: InMemoryStore, stock: InMemoryStock) -> None:
    payment_shop = PaymentShop(memory, stock, FakeCustomers(1, 7))
    order = await payment_shop.paid(("TEA", 3), shipping_method="express")
    await shipped(memory, stock, order, 3)
    requested = await RequestReturn(memory.begin, POLICY)(
        RequestReturnCommand(
            principal=MANAGER,
            metadata=METADATA,
            order_id=order.id,
            items=[ReturnItem(line_id=1, quantity=2, reason="no")],
        )
    )
    await DecideReturn(memory.begin, ReturnState.APPROVED)(
        DecideReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=requested.id)
    )
    came = [ReceivedItem(line_id=1, quantity=1, location_code="MAIN", disposition="restock")]
    await ReceiveReturn(memory.begin, stock)(
        ReceiveReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=requested.id, arrivals=came)
    )
    await RefundReturn(memory.begin)(
        RefundReturnCommand(
            principal=MANAGER, metadata=METADATA, resource_id=requested.id, deduct_cents=5, shipping_cents=599
        )
    )
    (refund,) = kept(memory, order).refunds
    assert (refund.amount_cents, refund.status) == (849, "pending")
    await payment_shop.settle(order)
    end = kept(memory, order)
    assert (end.refunds[0].status, end.refunded_cents, end.payment_status) == ("succeeded", 849, "partially_refunded")
    assert end.return_status == "partially_returned"
    with pytest.raises(Conflict) as shipped_already:
        await payment_shop.cancel(order)
    assert shipped_already.value.code == "invalid_transition"

"""Doctor finds nothing wrong with goods that left and came back, and every planted corruption."""

from collections.abc import Mapping

import asyncpg
import pytest
from dependency_injector import providers

from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.orders.application.fulfillment.cancel_shipment import CancelShipment, CancelShipmentCommand
from modules.orders.application.fulfillment.deliver_shipment import DeliverShipment, DeliverShipmentCommand
from modules.orders.application.fulfillment.ship_units import ShipUnits, ShipUnitsCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.returns.decide_return import DecideReturn, DecideReturnCommand
from modules.orders.application.returns.receive_return import ReceiveReturn, ReceiveReturnCommand
from modules.orders.application.returns.refund_return import RefundReturn, RefundReturnCommand
from modules.orders.application.returns.request_return import RequestReturn, RequestReturnCommand
from modules.orders.domain.fulfillment.customer_return import ReceivedItem, ReturnItem, ReturnState
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders import promotions
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock
from tests.modules.orders.shop import MANAGER, METADATA, POLICY, STAFF, OrderPlacement, order_for


async def violations(db: Database, stock: InMemoryStock) -> Mapping[str, list[str]]:
    orders = OrdersHttpContainer(
        promotions=promotions.API,
        database=db,
        policy=POLICY,
        stock=providers.Object(stock),
        customers=providers.Object(FakeCustomers(7)),
        inventory=object(),
        users=object(),
    )
    async with db.snapshot() as tx:
        found = {check.name: await check.run(tx) for check in resolve(orders.module).checks() if not check.on_request}
    return {name: [violation.subject for violation in some] for name, some in found.items() if some}


@pytest.fixture
async def order_id(shop: OrderPlacement, transactions: SqlUnitOfWorkFactory, stock: InMemoryStock) -> int:
    """An order that left in two parcels, of which one has arrived, one in part came back and was refunded."""
    order = await shop.one(order_for(("TEA", 4), ("POT", 2), by=STAFF, payment=PaymentInstruction(method="manual")))
    begin = transactions.begin
    ship = ShipUnits(begin, stock)
    undone = await ship(ShipUnitsCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, units={1: 1}))
    await CancelShipment(begin, stock)(
        CancelShipmentCommand(principal=MANAGER, metadata=METADATA, resource_id=undone.id)
    )
    arrived = await ship(ShipUnitsCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, units={1: 3}))
    await ship(ShipUnitsCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, units={2: 1}))
    await DeliverShipment(begin)(DeliverShipmentCommand(principal=MANAGER, metadata=METADATA, resource_id=arrived.id))
    wanted_back = [ReturnItem(line_id=1, quantity=2, reason="no")]
    first = await RequestReturn(begin, POLICY)(
        RequestReturnCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, items=wanted_back)
    )
    await DecideReturn(begin, ReturnState.APPROVED)(
        DecideReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=first.id)
    )
    came = [ReceivedItem(line_id=1, quantity=1, location_code="MAIN", disposition="restock")]
    await ReceiveReturn(begin, stock)(
        ReceiveReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=first.id, arrivals=came)
    )
    await RefundReturn(begin)(RefundReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=first.id))
    await RequestReturn(begin, POLICY)(
        RequestReturnCommand(
            principal=MANAGER,
            metadata=METADATA,
            order_id=order.id,
            items=[ReturnItem(line_id=2, quantity=1, reason="no")],
        )
    )
    return order.id


async def test_consistent_fulfillment_has_no_violations(db: Database, stock: InMemoryStock, order_id: int) -> None:
    assert await violations(db, stock) == {}


PLANTED = [
    ("orders.derived_states", "UPDATE orders.orders SET fulfillment_status = 'fulfilled' WHERE id = $1"),
    ("orders.derived_states", "UPDATE orders.orders SET delivered_units = 2 WHERE id = $1"),
    ("orders.derived_states", "UPDATE orders.orders SET return_status = 'none' WHERE id = $1"),
    (
        "orders.derived_states",
        "UPDATE orders.returns SET status = 'rejected' WHERE order_id = $1 AND status = 'requested'",
    ),
    (
        "orders.derived_states",
        "UPDATE orders.shipments SET status = 'shipped' WHERE order_id = $1 AND status = 'delivered'",
    ),
    ("orders.derived_states", "UPDATE orders.orders SET status = 'completed' WHERE id = $1"),
    ("orders.units_match_shipments", "UPDATE orders.order_lines SET shipped = 2 WHERE order_id = $1 AND line_id = 1"),
    ("orders.units_match_shipments", "UPDATE orders.order_lines SET returned = 0 WHERE order_id = $1 AND line_id = 1"),
    (
        "orders.units_match_shipments",
        "UPDATE orders.shipments SET status = 'shipped' WHERE order_id = $1 AND status = 'cancelled'",
    ),
    ("orders.units_match_shipments", "DELETE FROM orders.shipments WHERE order_id = $1 AND status = 'shipped'"),
    (
        "orders.units_match_shipments",
        """UPDATE orders.shipments SET items = '[{"line_id": 9, "quantity": 1}]'
        WHERE order_id = $1 AND status = 'shipped'""",
    ),
    (
        "orders.units_match_shipments",
        """UPDATE orders.returns SET items = jsonb_set(items, '{asked,0,quantity}', '2')
        WHERE order_id = $1 AND status = 'requested'""",
    ),
    (
        "orders.refunds_claimed_once",
        """WITH refund AS (UPDATE orders.refunds SET items = '[]' WHERE order_id = $1)
        UPDATE orders.order_lines SET credited = 0, credited_cents = 0 WHERE order_id = $1 AND line_id = 1""",
    ),
    (
        "orders.refunds_claimed_once",
        """UPDATE orders.returns SET items = jsonb_set(items, '{arrived,0,quantity}', '2')
        WHERE order_id = $1 AND status = 'refunded'""",
    ),
    ("orders.refunds_claimed_once", "UPDATE orders.order_lines SET credited = 2 WHERE order_id = $1 AND line_id = 1"),
    ("orders.refunds_claimed_once", "UPDATE orders.order_lines SET credited = 4 WHERE order_id = $1 AND line_id = 1"),
    ("orders.refunds_claimed_once", "UPDATE orders.orders SET credited_cents = credited_cents + 1 WHERE id = $1"),
    ("orders.refunds_claimed_once", "UPDATE orders.orders SET credited_shipping_cents = 1 WHERE id = $1"),
    ("orders.refunds_claimed_once", "UPDATE orders.refunds SET status = 'failed' WHERE order_id = $1"),
    (
        "orders.refunds_claimed_once",
        "UPDATE orders.returns SET credited_cents = 1 WHERE order_id = $1 AND status = 'requested'",
    ),
    (
        "orders.refunds_claimed_once",
        "UPDATE orders.returns SET refund_cents = 0 WHERE order_id = $1 AND status = 'refunded'",
    ),
    (
        "orders.refunds_claimed_once",
        "UPDATE orders.returns SET refund_cents = 1 WHERE order_id = $1 AND status = 'refunded'",
    ),
    (
        "orders.refunds_claimed_once",
        """INSERT INTO orders.refunds SELECT (jsonb_populate_record(r, '{"id": 99, "status": "failed"}')).*
        FROM orders.refunds r WHERE order_id = $1""",
    ),
    ("orders.no_unhandled_failed_refunds", "UPDATE orders.refunds SET status = 'failed' WHERE order_id = $1"),
    (
        "orders.no_unrefunded_returns",
        """UPDATE orders.returns SET status = 'received', refund_id = NULL, refund_cents = 0,
        updated_at = now() - interval '15 days' WHERE order_id = $1 AND status = 'refunded'""",
    ),
    ("orders.unshippable_units_hold_no_stock", "UPDATE orders.refunds SET amount_cents = 99999 WHERE order_id = $1"),
    (
        "orders.unshippable_units_hold_no_stock",
        "UPDATE orders.order_lines SET credited = 2 WHERE order_id = $1 AND line_id = 2",
    ),
    ("orders.no_orphans", "UPDATE orders.shipments SET order_id = 99 WHERE order_id = $1 AND status = 'shipped'"),
    ("orders.no_orphans", "UPDATE orders.returns SET order_id = 99 WHERE order_id = $1 AND status = 'requested'"),
    ("orders.no_orphans", "UPDATE orders.returns SET refund_id = 99 WHERE order_id = $1 AND status = 'refunded'"),
]


@pytest.mark.parametrize(("check", "corruption"), PLANTED)
async def test_a_planted_corruption_is_found(
    db: Database, stock: InMemoryStock, owner_database_url: str, order_id: int, check: str, corruption: str
) -> None:
    owner = await asyncpg.connect(owner_database_url)
    try:
        assert await owner.execute(corruption, order_id) in ("UPDATE 1", "DELETE 1", "INSERT 0 1")
    finally:
        await owner.close()
    assert check in await violations(db, stock)

from dataclasses import replace

import pytest

from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.place_order import PlacedOrder
from modules.orders.domain.order.buyer import Details, Guest
from modules.orders.domain.order.offer import RequestedLine
from shared.kernel.errors import Conflict, DomainError, Forbidden, Invalid
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock
from tests.modules.orders.in_memory.store import InMemoryStore
from tests.modules.orders.shop import CLIENT, CUSTOMER, HOME, POLICY, STAFF, order_for, order_placement


def code_of(outcome: object) -> str:
    assert isinstance(outcome, DomainError), outcome
    return outcome.code


def error_of(outcome: object) -> tuple[str, str]:
    assert isinstance(outcome, Invalid), outcome
    return outcome.errors[0].pointer, outcome.errors[0].code


async def test_a_placed_order_is_pending_with_reserved_stock(memory: InMemoryStore, stock: InMemoryStock) -> None:
    order = await order_placement(memory.begin_batch, stock).one(order_for(("TEA", 6), ("POT", 1)))
    assert (order.status, order.payment_status) == ("pending_payment", "unpaid")
    assert order.totals.total_cents == 6 * 255 + 1999
    assert [(line.reserved, line.location_codes) for line in order.lines] == [(6, ("MAIN",)), (1, ("MAIN",))]
    assert order.payment_due_at is not None
    assert (order.payment_due_at - order.created_at).total_seconds() == 900
    assert [e.event.type for e in memory.state.events] == ["orders.order.placed"]
    assert [entry.fact for _, entry in memory.state.history] == ["placed"]
    assert stock.holds.keys() == {order.id}


async def test_a_rejected_order_does_not_affect_its_batch(memory: InMemoryStore, stock: InMemoryStock) -> None:
    outcomes = await order_placement(memory.begin_batch, stock, policy=replace(POLICY, max_unpaid_orders=0)).batch(
        order_for(("TEA", 6)),
        order_for(("TEA", 6)),
        order_for(("NONE", 1)),
        order_for(("POT", 9), ("TEA", 9)),
        order_for(("TEA", 4)),
    )
    assert isinstance(outcomes[0], PlacedOrder)
    assert code_of(outcomes[1]) == "insufficient_stock"
    assert error_of(outcomes[2]) == ("/items/0/sku", "sku_not_found")
    short = outcomes[3]
    assert isinstance(short, Conflict)
    assert [item["sku"] for item in short.extensions["items"]] == ["POT", "TEA"]  # type: ignore[attr-defined]
    assert isinstance(outcomes[4], Exception) or outcomes[4].order.lines[0].reserved == 4
    assert memory.state.commits == 1


async def test_two_lines_of_one_product_never_oversell(memory: InMemoryStore, stock: InMemoryStock) -> None:
    with pytest.raises(Conflict) as refused:
        await order_placement(memory.begin_batch, stock).one(order_for(("TEA", 6), ("TEA", 5)))
    assert refused.value.extensions["items"] == [{"sku": "TEA", "requested": 11, "available": 10}]
    assert not memory.state.orders


async def test_unpaid_orders_of_one_buyer_are_limited(memory: InMemoryStore, stock: InMemoryStock) -> None:
    shop = order_placement(memory.begin_batch, stock)
    await shop.one(order_for(("TEA", 1)))
    outcomes = await shop.batch(*(order_for(("TEA", 1)) for _ in range(3)))
    assert [isinstance(outcome, PlacedOrder) for outcome in outcomes] == [True, True, False]
    assert code_of(outcomes[2]) == "too_many_unpaid_orders"


async def test_orders_placed_by_staff_do_not_count_against_the_customers_limit(
    memory: InMemoryStore, stock: InMemoryStock
) -> None:
    shop = order_placement(memory.begin_batch, stock)
    for by in (STAFF, STAFF, CLIENT):
        await shop.one(order_for(("TEA", 1), by=by, customer_id=7))
    outcomes = await shop.batch(*(order_for(("TEA", 1)) for _ in range(4)))
    assert [isinstance(outcome, PlacedOrder) for outcome in outcomes] == [True, True, True, False]
    assert await shop.one(order_for(("TEA", 1), by=CLIENT, customer_id=7))


async def test_placing_for_another_customer_requires_a_scope(memory: InMemoryStore, stock: InMemoryStock) -> None:
    shop = order_placement(memory.begin_batch, stock)
    guest = Guest(name="Bo", email="Bo@Example.com")
    assert (await shop.one(order_for(("TEA", 1), customer_id=7))).buyer.customer_id == 7
    with pytest.raises(Forbidden):
        await shop.one(order_for(("TEA", 1), customer_id=8))
    with pytest.raises(Forbidden) as refused:
        await shop.one(order_for(("TEA", 1), customer=guest, payment=PaymentInstruction(method="manual")))
    assert refused.value.extensions["missing_scopes"] == ["orders:create", "payments:record"]
    with pytest.raises(Invalid) as missing:
        await shop.one(order_for(("TEA", 1), by=CLIENT))
    assert missing.value.code == "customer_required"
    with pytest.raises(Invalid) as unknown:
        await shop.one(order_for(("TEA", 1), by=CLIENT, customer_id=99))
    assert error_of(unknown.value) == ("/customer_id", "customer_not_found")
    (placed,) = await shop.batch(order_for(("TEA", 1), by=CLIENT, customer=guest))
    assert isinstance(placed, PlacedOrder)
    assert placed.order_token is not None
    assert placed.order_token.startswith("ot_")


async def test_an_order_for_an_inactive_customer_is_rejected(memory: InMemoryStore, stock: InMemoryStock) -> None:
    customers = FakeCustomers(7)
    customers.known[7] = customers.known[7].__class__(7, "a@b.c", "a", is_active=False)
    with pytest.raises(Invalid):
        await order_placement(memory.begin_batch, stock, customers).one(order_for(("TEA", 1), by=CLIENT, customer_id=7))


async def test_a_manual_payment_confirms_the_order(memory: InMemoryStore, stock: InMemoryStock) -> None:
    shop = order_placement(memory.begin_batch, stock)
    paid = await shop.one(order_for(("TEA", 1), by=STAFF, payment=PaymentInstruction(method="manual")))
    assert (paid.status, paid.payment_status, paid.paid_cents) == ("confirmed", "paid", 255)
    billed = await shop.one(order_for(("TEA", 1), by=STAFF, payment=PaymentInstruction(method="invoice")))
    assert (billed.status, billed.payment_status, billed.paid_cents) == ("confirmed", "unpaid", 0)
    assert billed.payment_due_at is None
    types = [e.event.type for e in memory.state.events if e.aggregate_id == str(paid.id)]
    assert types == ["orders.order.placed", "orders.order.confirmed"]
    assert [e.sequence for e in memory.state.events] == [1, 2, 1, 2]
    with pytest.raises(Forbidden):
        await shop.one(order_for(("TEA", 1), payment=PaymentInstruction(method="manual")))
    with pytest.raises(Invalid) as card:
        await shop.one(order_for(("TEA", 1), payment=PaymentInstruction(method="card", token="pm_card_visa")))
    assert card.value.code == "payment_method_unavailable"


async def test_a_free_order_is_confirmed_immediately(memory: InMemoryStore, stock: InMemoryStock) -> None:
    stock.sell("GIFT", 1, price_cents=0)
    order = await order_placement(memory.begin_batch, stock).one(order_for(("GIFT", 1)))
    assert (order.status, order.payment_status) == ("confirmed", "paid")


async def test_the_number_of_lines_is_limited(memory: InMemoryStore, stock: InMemoryStock) -> None:
    with pytest.raises(Invalid) as endless:
        await order_placement(memory.begin_batch, stock).one(order_for(*[("TEA", 1)] * 101))
    assert error_of(endless.value) == ("/items", "too_long")


async def test_every_unavailable_line_is_reported(memory: InMemoryStore, stock: InMemoryStock) -> None:
    stock.sell("OLD", 5, active=False)
    stock.sell("FEW", 5, max_per_order=2)
    with pytest.raises(Invalid) as refused:
        await order_placement(memory.begin_batch, stock).one(order_for(("OLD", 1), ("NONE", 1), ("FEW", 2), ("FEW", 1)))
    assert [(e.pointer, e.code) for e in refused.value.errors] == [
        ("/items/0/sku", "product_inactive"),
        ("/items/1/sku", "sku_not_found"),
        ("/items/3/quantity", "quantity_limit_exceeded"),
    ]


async def test_a_price_the_buyer_did_not_see_is_refused(memory: InMemoryStore, stock: InMemoryStock) -> None:
    shop = order_placement(memory.begin_batch, stock)
    assert await shop.one(order_for(RequestedLine("TEA", 1, 255)))
    with pytest.raises(Conflict) as changed:
        await shop.one(order_for(RequestedLine("TEA", 1, 250), ("POT", 1)))
    assert changed.value.code == "price_changed"
    assert changed.value.extensions["current"] == [{"sku": "TEA", "unit_price_cents": 255}]


async def test_shippable_items_require_an_address_and_pay_shipping(memory: InMemoryStore, stock: InMemoryStock) -> None:
    stock.sell("EBOOK", 5, price_cents=500, requires_shipping=False)
    shop = order_placement(memory.begin_batch, stock)
    sent = await shop.one(order_for(("TEA", 1), shipping_method="express"))
    assert (sent.totals.shipping_cents, sent.totals.total_cents) == (599, 854)
    with pytest.raises(Invalid) as nowhere:
        await shop.one(order_for(("TEA", 1), details=Details()))
    assert error_of(nowhere.value) == ("/shipping_address", "required")
    with pytest.raises(Invalid) as unknown:
        await shop.one(order_for(("TEA", 1), shipping_method="expres"))
    assert error_of(unknown.value) == ("/shipping_method", "unknown_shipping_method")
    assert "Did you mean `express`? There are: express, standard." in unknown.value.errors[0].message
    read = await shop.one(order_for(("EBOOK", 1), details=Details(), shipping_method="express"))
    assert (read.totals.shipping_cents, read.totals.total_cents) == (0, 500)


async def test_missing_units_are_backordered(memory: InMemoryStore, stock: InMemoryStock) -> None:
    stock.sell("LATE", 2, backorderable=5)
    shop = order_placement(memory.begin_batch, stock)
    with pytest.raises(Conflict):
        await shop.one(order_for(("LATE", 4)))
    order = await shop.one(order_for(("LATE", 4), allow_backorder=True))
    assert (order.lines[0].reserved, order.lines[0].backordered) == (2, 2)


def test_the_sample_order_has_a_shipping_address() -> None:
    assert order_for(("TEA", 1)).details.shipping_address == HOME
    assert CUSTOMER.user_id == 7

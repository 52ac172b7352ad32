"""Whatever an order mixes, its digital units are fulfilled once it stands, and only what travels is left to ship."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from modules.orders.application.new_payment import new_payment
from modules.orders.domain import cancelling, digital, fulfilling
from modules.orders.domain.buyer import Buyer, Details
from modules.orders.domain.life import FulfillmentStatus, Status
from modules.orders.domain.offer import Wanted
from modules.orders.domain.order import Order
from modules.orders.domain.pricing import Shipping, price
from modules.orders.domain.shipment import Packed, Shipment
from tests.modules.orders.goods import NOW
from tests.modules.orders.leaving import AllocationTwin
from tests.modules.orders.shop import CAUSE, HOME
from tests.modules.orders.twins import OfferTwin

LINES = st.lists(st.tuples(st.booleans(), st.integers(1, 5), st.integers(0, 5)), min_size=1, max_size=5)
"""Of each line: whether it travels, its units, and how many of them are waited for."""


def confirmed(lines: list[tuple[bool, int, int]]) -> Order:
    """An order paid by hand, with its stock as placing leaves it."""
    offers = [OfferTwin(f"S{n}", requires_shipping=travels) for n, (travels, _, _) in enumerate(lines)]
    wanted = [Wanted(f"S{n}", units) for n, (_, units, _) in enumerate(lines)]
    basket = price(wanted, offers, [0] * len(lines), Shipping("s", 0, 0), prices_include_tax=True)
    order = Order.place(
        1,
        Buyer(7, None, "user:7"),
        basket,
        details=Details(HOME),
        currency="GBP",
        now=NOW,
        cause=CAUSE,
        payment_within=timedelta(minutes=15),
        payment_method="manual",
        payment=new_payment(1, 1, basket.totals.total_cents, "GBP", None, NOW),
    )
    found: list[AllocationTwin] = []
    for line_id, (travels, units, waited) in enumerate(lines, 1):
        waiting = min(units, waited)
        if travels and waiting < units:
            found.append(AllocationTwin(line_id, f"S{line_id - 1}", "MAIN", units - waiting))
        if waiting:
            found.append(AllocationTwin(line_id, f"S{line_id - 1}", None, waiting))
    order.set_aside(found)
    digital.fulfill_digital(order, NOW, CAUSE)
    return order


@given(LINES)
def test_digital_units_are_fulfilled_when_the_order_stands(lines: list[tuple[bool, int, int]]) -> None:
    order = confirmed(lines)
    for line, (travels, units, waited) in zip(order.lines, lines, strict=True):
        assert line.shipped == (0 if travels else units - min(units, waited))
    whole = not any(line.open for line in order.lines)
    assert (order.status is Status.COMPLETED) == whole
    if any(travels for travels, _, _ in lines):
        assert order.fulfillment_status is FulfillmentStatus.UNFULFILLED
    elif whole:
        assert order.fulfillment_status is FulfillmentStatus.FULFILLED
    facts = len(order.facts)
    digital.fulfill_digital(order, NOW, CAUSE)
    assert len(order.facts) == facts, "a second time changes nothing"


@given(lines=LINES, ships=st.booleans())
def test_the_rest_is_shipped_or_cancelled_and_then_it_is_whole(
    lines: list[tuple[bool, int, int]], *, ships: bool
) -> None:
    order = confirmed([(travels, units, 0) for travels, units, _ in lines])
    rest = {line.line_id: line.open for line in order.lines if line.open}
    if rest and ships:
        items = [Packed(line_id, count) for line_id, count in rest.items()]
        shipment = Shipment(1, 1, "MAIN", items, None, None, NOW, NOW)
        fulfilling.check(order, rest, NOW)
        fulfilling.ship(order, shipment, [], [], NOW, CAUSE)
    elif rest and any(line.shipped for line in order.lines):
        cancelling.cancel_units(order, rest, NOW, CAUSE)
    else:
        return
    assert (order.status, order.fulfillment_status) == (Status.COMPLETED, FulfillmentStatus.FULFILLED)

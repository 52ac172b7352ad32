"""Whatever becomes of an order's units, what is counted of them agrees."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from modules.orders.domain import cancelling
from modules.orders.domain.life import FulfillmentStatus, ReturnStatus, Status
from modules.orders.domain.returns import RETURN_LIFE
from modules.orders.domain.returns import State as ReturnState
from modules.orders.domain.shipment import SHIPMENT_LIFE
from modules.orders.domain.shipment import State as ShipmentState
from shared.kernel.errors import Refusal
from tests.modules.orders.goods import Goods

Step = tuple[str, int, int, int]
DECISIONS = {"approve": ReturnState.APPROVED, "reject": ReturnState.REJECTED, "drop": ReturnState.CANCELLED}
STEPS = st.tuples(
    st.sampled_from(["ship", "unship", "deliver", "ask", "approve", "reject", "drop", "receive", "refund", "cancel"]),
    st.integers(0, 4),
    st.integers(1, 2),
    st.integers(1, 3),
)


def take(goods: Goods, step: Step) -> None:
    """Do it, if there is something to do it to; raises what refuses it."""
    verb, which, line_id, count = step
    shipment = goods.shipments[which % len(goods.shipments)] if goods.shipments else None
    chosen = goods.returns[which % len(goods.returns)] if goods.returns else None
    if verb == "ship":
        goods.ship({line_id: count})
    elif verb == "ask":
        goods.ask({line_id: count})
    elif verb == "cancel" and not cancelling.empties(goods.order, {line_id: count}):
        goods.cancel({line_id: count})
    elif shipment and verb in ("unship", "deliver"):
        (goods.unship if verb == "unship" else goods.deliver)(shipment)
    elif chosen and verb in DECISIONS:
        goods.decide(chosen, DECISIONS[verb])
    elif chosen and verb == "receive":
        goods.receive(chosen, (chosen.items[0].line_id, count))
    elif chosen and verb == "refund":
        goods.refund(chosen)


@given(st.lists(STEPS, max_size=30))
def test_whatever_happens_units_add_up(steps: list[Step]) -> None:
    goods = Goods()
    for step in steps:
        before, attempt = goods, deepcopy(goods)
        try:
            take(attempt, step)
        except Refusal:
            continue
        goods = attempt
        _add_up(goods)
        for old, new in zip(before.shipments, goods.shipments, strict=False):
            assert new.status is old.status or new.status in SHIPMENT_LIFE[old.status]
        for earlier, later in zip(before.returns, goods.returns, strict=False):
            assert later.status is earlier.status or later.status in RETURN_LIFE[earlier.status]


def _add_up(goods: Goods) -> None:
    order = goods.order
    for line in order.lines:
        id_ = line.line_id
        assert line.shipped == sum(s.units.get(id_, 0) for s in goods.shipments if s.stands)
        assert line.reserved == line.open == goods.held[id_]
        assert 0 <= line.returned == sum(each.received(id_) for each in goods.returns) <= line.shipped
        assert line.returned + sum(each.expected(id_) for each in goods.returns) <= line.shipped
        assert 0 <= line.credited <= line.quantity
    shipped = sum(line.shipped for line in order.lines)
    returned = sum(line.returned for line in order.lines)
    wanted = sum(line.quantity - line.cancelled for line in order.lines)
    delivered = sum(sum(s.units.values()) for s in goods.shipments if s.status is ShipmentState.DELIVERED)
    assert order.delivered_units == delivered
    assert (order.status is Status.COMPLETED) == (shipped == wanted)
    assert (order.fulfillment_status is FulfillmentStatus.UNFULFILLED) == (shipped == 0)
    assert (order.fulfillment_status is FulfillmentStatus.DELIVERED) == (shipped > 0 and shipped == wanted == delivered)
    assert (order.return_status is ReturnStatus.RETURNED) == (0 < returned == shipped)
    assert [fact.sequence for fact in order.facts] == list(range(1, order.sequence + 1))

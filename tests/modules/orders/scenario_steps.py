"""Random steps of a fulfillment scenario, for property tests."""

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from modules.orders.domain.changes import cancellation
from modules.orders.domain.fulfillment.customer_return import ReturnState
from modules.orders.domain.order.payments.refund import RefundState
from modules.orders.domain.settlement import payment_results, refund_policy
from tests.modules.orders.fulfillment_scenario import NOW, FulfillmentScenario
from tests.modules.orders.shop import METADATA

Step = tuple[str, int, int, int]
DECISIONS = {"approve": ReturnState.APPROVED, "reject": ReturnState.REJECTED, "drop": ReturnState.CANCELLED}
OF_UNITS: Mapping[str, Callable[[FulfillmentScenario, Mapping[int, int]], object]] = {
    "ship": FulfillmentScenario.ship,
    "ask": FulfillmentScenario.ask,
    "send_back": FulfillmentScenario.send_back,
    "refund_one": FulfillmentScenario.refund_one,
}
VERBS = [*OF_UNITS, "unship", "deliver", "approve", "reject", "drop", "receive", "refund", "close"]
CANCELLING = ["cancel", "cancel_whole"]
OF_MONEY = ["pay", "void", "give", "fail", "retry", "dismiss"]
STEPS = st.tuples(
    st.sampled_from([*VERBS, *CANCELLING, *OF_MONEY]),
    st.integers(0, 4),
    st.integers(1, 2),
    st.integers(1, 3),
)
COMING_BACK = st.tuples(
    st.sampled_from(["refund_one", "ask", "fail", "unship", "receive", "approve", "refund", "retry", "ship"]),
    st.integers(0, 2),
    st.just(1),
    st.integers(1, 3),
)
"""Steps of one line whose units are soon returned again and whose refund fails."""


def apply_step(goods: FulfillmentScenario, step: Step) -> None:
    """Apply the step if it has a target. Raises the error that rejects it."""
    verb, which, line_id, count = step
    shipment = goods.shipments[which % len(goods.shipments)] if goods.shipments else None
    chosen = goods.returns[which % len(goods.returns)] if goods.returns else None
    if verb in OF_UNITS:
        OF_UNITS[verb](goods, {line_id: count})
    elif verb in CANCELLING:
        cancel(goods, None if verb == "cancel_whole" else {line_id: count})
    elif shipment and verb in ("unship", "deliver"):
        (goods.unship if verb == "unship" else goods.deliver)(shipment)
    elif chosen and verb in DECISIONS:
        goods.decide(chosen, DECISIONS[verb])
    elif chosen and verb == "receive":
        goods.receive(chosen, (chosen.items[0].line_id, count))
    elif chosen and verb == "refund":
        goods.refund(chosen, deduct=max(0, which - 2) * 10)
    elif chosen and verb == "close":
        goods.close(chosen)
    elif verb in OF_MONEY:
        move_money(goods, step)


def cancel(goods: FulfillmentScenario, units: Mapping[int, int] | None) -> None:
    if units is None or cancellation.cancels_whole_order(goods.order, units):
        goods.cancel_whole()
    else:
        goods.cancel(units)


def pay(goods: FulfillmentScenario, which: int, units: int) -> None:
    """A part of the amount; or all but the price of some units, which a return can settle."""
    owed = goods.order.outstanding_cents
    rest = owed - 1000 * units
    goods.pay(rest if which < 3 and rest > 0 else min(owed, 700 * units))


def move_money(goods: FulfillmentScenario, step: Step) -> None:
    verb, which, line_id, count = step
    order = goods.order
    refund = order.refunds[which % len(order.refunds)] if order.refunds else None
    if verb == "pay" and order.outstanding_cents:
        pay(goods, which, count)
    elif verb == "void" and order.payments:
        payment_results.void_manual_payment(
            order, order.payments[which % len(order.payments)], now=NOW, metadata=METADATA
        )
    elif verb == "give":
        goods.refund_units({line_id: count}, less=which)
    elif refund and verb == "fail" and refund.can_become(RefundState.FAILED):
        goods.fail(refund)
    elif refund and verb == "retry":
        goods.retry(refund)
    elif refund and verb == "dismiss":
        refund_policy.dismiss(order, refund, "no", now=NOW, metadata=METADATA)

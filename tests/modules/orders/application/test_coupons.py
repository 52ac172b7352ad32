"""Coupons from placing to the end of their orders; on in-memory fakes, whose contract the database keeps too."""

from dataclasses import replace
from typing import Any

import pytest

from modules.orders.application.changes.cancel_order import CancelOrder, CancelOrderCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.expire_orders import ExpireOrders
from modules.orders.application.placement.place_order import PlaceOrderCommand
from modules.orders.domain.order.buyer import Guest
from shared.kernel.errors import Conflict, DomainError, Forbidden
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import DECLINED
from tests.modules.orders.in_memory.store import InMemoryStore
from tests.modules.orders.payment_shop import PaymentShop
from tests.modules.orders.promotions import PROMOTIONS, issue
from tests.modules.orders.shop import CLIENT, CUSTOMER, METADATA, OTHER, POLICY, STAFF, order_for, order_placement

UNLIMITED = replace(POLICY, max_unpaid_orders=0)


def redeemed(memory: InMemoryStore, code: str = "SPRING") -> int:
    return memory.state.promotions.coupons[code].redeemed


def states(memory: InMemoryStore) -> dict[int, str]:
    return {id_: kept.state for id_, kept in memory.state.promotions.redemptions.items()}


def codes(outcomes: Any) -> list[str]:
    return [o.code if isinstance(o, DomainError) else "placed" for o in outcomes]


async def test_an_order_redeems_its_coupon_and_costs_less(memory: InMemoryStore, stock: InMemoryStock) -> None:
    await issue(memory.begin)
    order = await order_placement(memory.begin_batch, stock).one(
        order_for(("TEA", 6), ("POT", 1), coupon_code="SPRING")
    )
    assert (order.coupon_code, order.totals.discount_cents, order.totals.total_cents) == ("SPRING", 353, 3176)
    assert [line.discount_cents for line in order.lines] == [153, 200]
    assert redeemed(memory) == 1
    assert states(memory) == {order.id: "reserved"}


async def test_redemptions_count_in_order_of_arrival(memory: InMemoryStore, stock: InMemoryStock) -> None:
    await issue(memory.begin, max_redemptions=3, max_per_customer=2)
    outcomes = await order_placement(memory.begin_batch, stock, policy=UNLIMITED).batch(
        order_for(("TEA", 1), coupon_code="SPRING"),
        order_for(("TEA", 1), coupon_code="AUTUMN"),
        order_for(("TEA", 1), coupon_code="SPRING"),
        order_for(("TEA", 1), coupon_code="SPRING"),
        order_for(("TEA", 1)),
        order_for(("TEA", 1), by=OTHER, coupon_code="SPRING"),
        order_for(("TEA", 1), by=OTHER, coupon_code="SPRING"),
    )
    expected = ["placed", "coupon_invalid", "placed", "coupon_exhausted", "placed", "placed", "coupon_exhausted"]
    assert codes(outcomes) == expected
    assert redeemed(memory) == len(states(memory)) == 3


async def test_a_failed_order_redeems_nothing(memory: InMemoryStore, stock: InMemoryStock) -> None:
    await issue(memory.begin, max_redemptions=2)
    shop = order_placement(memory.begin_batch, stock)
    outcomes = await shop.batch(
        order_for(("TEA", 11), coupon_code="SPRING"),
        order_for(("TEA", 1), coupon_code="SPRING", shipping_method="rocket"),
        order_for(("TEA", 1), coupon_code="SPRING"),
    )
    assert codes(outcomes) == ["insufficient_stock", "validation_failed", "placed"]
    assert redeemed(memory) == 1
    assert codes(await shop.batch(order_for(("TEA", 1), coupon_code="SPRING"))) == ["placed"]


async def test_a_too_large_total_redeems_nothing(memory: InMemoryStore, stock: InMemoryStock) -> None:
    stock.sell("GOLD", 10**6, price_cents=10**11)
    await issue(memory.begin, amount_cents=1, max_redemptions=1)
    outcomes = await order_placement(memory.begin_batch, stock).batch(
        order_for(("GOLD", 100_000), coupon_code="SPRING"), order_for(("TEA", 1), coupon_code="SPRING")
    )
    assert codes(outcomes) == ["validation_failed", "placed"]


async def test_redemptions_of_guests_are_counted_separately(memory: InMemoryStore, stock: InMemoryStock) -> None:
    await issue(memory.begin, max_per_customer=1)
    buyers = [
        Guest(name="Bo", email="bo@example.com"),
        Guest(name="B", email="Bo@Example.COM"),
        Guest(name="Cy", email="cy@example.com"),
    ]
    outcomes = await order_placement(memory.begin_batch, stock).batch(
        *(order_for(("TEA", 1), by=CLIENT, customer=guest, coupon_code="SPRING") for guest in buyers)
    )
    assert codes(outcomes) == ["placed", "coupon_exhausted", "placed"]


async def test_a_large_order_requires_a_bulk_coupon(memory: InMemoryStore, stock: InMemoryStock) -> None:
    stock.sell("TEA", 100)
    await issue(memory.begin, "BULK")
    shop = order_placement(memory.begin_batch, stock)
    many = [("TEA", 1)] * 51
    outcomes = await shop.batch(
        order_for(*many), order_for(*many, coupon_code="NONE"), order_for(*many, coupon_code="BULK")
    )
    assert codes(outcomes) == ["bulk_coupon_required", "coupon_invalid", "placed"]


async def test_a_free_order_is_confirmed_and_its_coupon_consumed(memory: InMemoryStore, stock: InMemoryStock) -> None:
    await issue(memory.begin, "FREE", percent_bps=10_000)
    shop = order_placement(memory.begin_batch, stock)
    free = await shop.one(order_for(("TEA", 1), coupon_code="FREE"))
    assert (free.status, free.payment_status, free.totals.total_cents) == ("confirmed", "paid", 0)
    paid = await shop.one(
        order_for(("TEA", 1), by=STAFF, coupon_code="FREE", payment=PaymentInstruction(method="manual"))
    )
    sent = await shop.one(order_for(("TEA", 1), coupon_code="FREE", shipping_method="express"))
    assert (sent.status, sent.totals.total_cents) == ("pending_payment", 599)
    assert states(memory) == {free.id: "consumed", paid.id: "consumed", sent.id: "reserved"}
    assert not paid.payments


async def test_a_coupon_is_released_only_by_unpaid_orders(memory: InMemoryStore, stock: InMemoryStock) -> None:
    await issue(memory.begin)
    shop, cancel = order_placement(memory.begin_batch, stock), CancelOrder(memory.begin, stock, PROMOTIONS)
    unpaid = await shop.one(order_for(("TEA", 1), coupon_code="SPRING"))
    overdue = await shop.one(order_for(("TEA", 1), coupon_code="SPRING"))
    paid = await shop.one(
        order_for(("TEA", 1), by=STAFF, coupon_code="SPRING", payment=PaymentInstruction(method="manual"))
    )
    assert redeemed(memory) == 3
    await cancel(CancelOrderCommand(principal=CUSTOMER, metadata=METADATA, order_id=unpaid.id, reason="no"))
    memory.pass_time(minutes=16)
    assert await ExpireOrders(memory.begin, stock, PROMOTIONS)() == 1
    await cancel(CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=paid.id, reason="no"))
    assert redeemed(memory) == 1
    assert states(memory) == {unpaid.id: "released", overdue.id: "released", paid.id: "consumed"}


async def test_a_coupon_is_consumed_with_the_payment(memory: InMemoryStore, stock: InMemoryStock) -> None:
    await issue(memory.begin)
    payment_shop = PaymentShop(memory, stock)
    paid = await payment_shop.paid(("TEA", 1), coupon_code="SPRING")
    declined = await payment_shop.paid(("TEA", 1), card=DECLINED, coupon_code="SPRING")
    assert memory.state.orders[paid.id].paid_cents == 229
    assert states(memory) == {paid.id: "consumed", declined.id: "reserved"}
    await payment_shop.cancel(memory.state.orders[paid.id])
    memory.pass_time(hours=1)
    assert await ExpireOrders(memory.begin, stock, PROMOTIONS)() == 1
    assert states(memory) == {paid.id: "consumed", declined.id: "released"}
    assert redeemed(memory) == 1
    (refund,) = memory.state.orders[paid.id].refunds
    assert refund.amount_cents == 229


GUEST = Guest(name="Ada", email="User7@Example.com")
"""Of the address of customer 7."""


@pytest.mark.parametrize("concurrent", [True, False])
@pytest.mark.parametrize("guest_first", [True, False])
async def test_once_per_customer_means_account_and_guest_alike(
    memory: InMemoryStore, stock: InMemoryStock, *, guest_first: bool, concurrent: bool
) -> None:
    await issue(memory.begin, max_per_customer=1)
    shop = order_placement(memory.begin_batch, stock)
    as_guest = order_for(("TEA", 1), by=CLIENT, customer=GUEST, coupon_code="SPRING")
    as_account = order_for(("TEA", 1), coupon_code="SPRING")
    others = order_for(("TEA", 1), by=OTHER, coupon_code="SPRING")
    wishes = [as_guest, as_account, others] if guest_first else [as_account, as_guest, others]
    if concurrent:
        outcomes = list(await shop.batch(*wishes))
    else:
        outcomes = [outcome for instruction in wishes for outcome in await shop.batch(instruction)]
    assert codes(outcomes) == ["placed", "coupon_exhausted", "placed"]


async def test_the_callers_own_unpaid_order_is_reported(memory: InMemoryStore, stock: InMemoryStock) -> None:
    await issue(memory.begin, max_per_customer=1)
    shop = order_placement(memory.begin_batch, stock)
    unpaid = await shop.one(order_for(("TEA", 1), coupon_code="SPRING"))
    with pytest.raises(Conflict) as refused:
        await shop.one(order_for(("TEA", 1), coupon_code="SPRING"))
    assert (refused.value.code, refused.value.extensions) == ("coupon_exhausted", {"order_id": unpaid.id})
    manual = PaymentInstruction(method="manual")
    paid = await shop.one(order_for(("TEA", 1), by=STAFF, customer_id=8, coupon_code="SPRING", payment=manual))
    assert paid.coupon_code == "SPRING"
    with pytest.raises(Conflict) as refused:
        await shop.one(order_for(("TEA", 1), by=OTHER, coupon_code="SPRING"))
    assert refused.value.extensions == {}


async def test_a_guest_order_is_reported_to_the_verified_account(memory: InMemoryStore, stock: InMemoryStock) -> None:
    await issue(memory.begin, max_per_customer=1)
    shop = order_placement(memory.begin_batch, stock)
    unpaid = await shop.one(order_for(("TEA", 1), by=CLIENT, customer=GUEST, coupon_code="SPRING"))
    assert await facts(shop, order_for(("TEA", 1), coupon_code="SPRING")) == {}
    async with memory.begin() as work:
        await work.orders.claim_guest_orders(7, "user7@example.com")
        await work.commit()
    assert await facts(shop, order_for(("TEA", 1), coupon_code="SPRING")) == {"order_id": unpaid.id}


async def test_only_visible_orders_are_reported(memory: InMemoryStore, stock: InMemoryStock) -> None:
    await issue(memory.begin, max_per_customer=1)
    shop = order_placement(memory.begin_batch, stock)
    unpaid = await shop.one(order_for(("TEA", 1), coupon_code="SPRING"))
    for_the_account = order_for(("TEA", 1), by=CLIENT, customer_id=7, coupon_code="SPRING")
    as_guest = order_for(("TEA", 1), by=CLIENT, customer=GUEST, coupon_code="SPRING")
    assert await facts(shop, for_the_account) == await facts(shop, as_guest) == {}
    for instruction in (for_the_account, as_guest):
        assert await facts(shop, replace(instruction, principal=STAFF)) == {"order_id": unpaid.id}


async def facts(shop: Any, instruction: PlaceOrderCommand) -> Any:
    """What the refusal of a coupon that is used up says besides."""
    (refused,) = await shop.batch(instruction)
    assert isinstance(refused, Conflict), refused
    assert refused.code == "coupon_exhausted"
    return refused.extensions


async def test_placing_for_others_is_rejected_before_the_coupon_check(
    memory: InMemoryStore, stock: InMemoryStock
) -> None:
    await issue(memory.begin)
    (outcome,) = await order_placement(memory.begin_batch, stock).batch(
        order_for(("TEA", 1), by=OTHER, customer_id=7, coupon_code="SPRING")
    )
    assert isinstance(outcome, Forbidden)
    assert redeemed(memory) == 0

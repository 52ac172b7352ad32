"""Quotes of orders with coupons."""

from typing import Any

import pytest

from modules.orders.adapters.outbound.flat_rates import FlatShippingRates
from modules.orders.application.placement.place_order import PlaceOrderCommand
from modules.orders.application.placement.quote_order import QuoteOrder
from shared.kernel.errors import DomainError
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock
from tests.modules.orders.in_memory.store import InMemoryStore
from tests.modules.orders.promotions import PROMOTIONS, issue
from tests.modules.orders.shop import ADDRESSES, CLIENT, OTHER, POLICY, STRANGER, order_for, order_placement


def redeemed(memory: InMemoryStore, code: str = "SPRING") -> int:
    return memory.state.promotions.coupons[code].redeemed


class TestQuotes:
    @pytest.fixture
    def quote(self, memory: InMemoryStore, stock: InMemoryStock) -> Any:
        shop = order_placement(memory.begin_batch, stock)
        carriage = FlatShippingRates(POLICY.shipping_methods)
        ask = QuoteOrder(memory.look, stock, PROMOTIONS, FakeCustomers(7, 8), shop.pricer, carriage, POLICY, ADDRESSES)

        async def code_of(command: PlaceOrderCommand) -> str | int:
            try:
                return (await ask(command)).basket.totals.discount_cents
            except DomainError as error:
                return error.code

        return code_of

    async def test_a_quote_redeems_nothing(self, memory: InMemoryStore, quote: Any) -> None:
        await issue(memory.begin, max_redemptions=1)
        assert [await quote(order_for(("TEA", 1), coupon_code="SPRING")) for _ in range(3)] == [26, 26, 26]
        assert redeemed(memory) == 0

    async def test_only_identified_callers_get_coupon_exhausted(
        self, memory: InMemoryStore, stock: InMemoryStock, quote: Any
    ) -> None:
        await issue(memory.begin, max_per_customer=1)
        await issue(memory.begin, "ONCE", max_redemptions=1)
        shop = order_placement(memory.begin_batch, stock)
        await shop.one(order_for(("TEA", 1), coupon_code="SPRING"))
        await shop.one(order_for(("TEA", 1), by=OTHER, coupon_code="ONCE"))
        requested = {
            "the customer": order_for(("TEA", 1), coupon_code="SPRING"),
            "another buyer": order_for(("TEA", 1), by=OTHER, coupon_code="SPRING"),
            "a client for them": order_for(("TEA", 1), by=CLIENT, customer_id=7, coupon_code="SPRING"),
            "a client without a buyer": order_for(("TEA", 1), by=CLIENT, coupon_code="SPRING"),
            "a client of one used up": order_for(("TEA", 1), by=CLIENT, coupon_code="ONCE"),
            "a stranger": order_for(("TEA", 1), by=STRANGER, coupon_code="SPRING"),
            "a stranger of one used up": order_for(("TEA", 1), by=STRANGER, coupon_code="ONCE"),
            "a stranger of none": order_for(("TEA", 1), by=STRANGER, coupon_code="NONE"),
        }
        assert {who: await quote(command) for who, command in requested.items()} == {
            "the customer": "coupon_exhausted",
            "another buyer": 26,
            "a client for them": "coupon_exhausted",
            "a client without a buyer": 26,
            "a client of one used up": "coupon_exhausted",
            "a stranger": 26,
            "a stranger of one used up": "coupon_invalid",
            "a stranger of none": "coupon_invalid",
        }

    async def test_redemptions_of_others_are_not_disclosed(
        self, memory: InMemoryStore, stock: InMemoryStock, quote: Any
    ) -> None:
        await issue(memory.begin, max_per_customer=1)
        await order_placement(memory.begin_batch, stock).one(order_for(("TEA", 1), coupon_code="SPRING"))
        assert await quote(order_for(("TEA", 1), by=OTHER, customer_id=7, coupon_code="SPRING")) == "forbidden"
        assert await quote(order_for(("TEA", 1), by=STRANGER, customer_id=7, coupon_code="SPRING")) == 26

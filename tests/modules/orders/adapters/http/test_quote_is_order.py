"""What a quote says is what the order costs, and what refuses the one refuses the other."""

from dataclasses import replace
from itertools import count
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import override, resolve
from tests.modules.orders.adapters.http import conftest
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.request_bodies import body
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.promotions import issue
from tests.modules.orders.shop import POLICY

PRICED = ("line_id", "sku", "name", "quantity", "unit_price_cents", "subtotal_cents", "discount_cents")
TAXED = ("tax_rate_bps", "tax_cents", "total_cents")
TOTALS = (
    "subtotal_cents",
    "discount_cents",
    "shipping_cents",
    "shipping_tax_cents",
    "tax_cents",
    "total_cents",
    "shipping_discount_cents",
)
SAME = (*TOTALS, "currency", "coupon_code", "shipping_method")
_NUMBERS = count(1)

PRODUCTS = st.lists(
    st.fixed_dictionaries(
        {
            "price_cents": st.integers(0, 5000),
            "tax_rate_bps": st.sampled_from([0, 500, 1900, 2000]),
            "requires_shipping": st.booleans(),
        }
    ),
    min_size=1,
    max_size=4,
)
ITEMS = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 20)), min_size=1, max_size=8)
KINDS = st.one_of(
    st.fixed_dictionaries({"percent_bps": st.integers(1, 10_000)}),
    st.fixed_dictionaries({"amount_cents": st.integers(1, 50_000)}),
    st.just({"kind": "free_shipping"}),
)
LIMITS = st.fixed_dictionaries(
    {},
    optional={
        "min_subtotal_cents": st.integers(1, 20_000),
        "max_discount_cents": st.integers(1, 2000),
        "max_redemptions": st.integers(1, 2),
        "max_per_customer": st.just(1),
        "active": st.booleans(),
    },
)
COUPONS = st.none() | st.builds(lambda kind, limits: {**kind, **limits}, KINDS, LIMITS)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(conftest.RATES, "coupon", "9999/60")


@pytest.fixture(params=[True, False], ids=["tax included", "tax on top"])
def container(container: OrdersHttpContainer, request: pytest.FixtureRequest) -> OrdersHttpContainer:
    policy = replace(POLICY, max_unpaid_orders=0, prices_include_tax=request.param)
    override(container.policy, policy)
    return container


@pytest.fixture
def buyer(client: Client) -> httpx2.AsyncClient:
    return client("customer")


@given(PRODUCTS, ITEMS, COUPONS, st.sampled_from(["standard", "express", None]))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_quote_is_order(
    buyer: httpx2.AsyncClient,
    container: OrdersHttpContainer,
    stock: InMemoryStock,
    products: list[dict[str, Any]],
    items: list[tuple[int, int]],
    terms: dict[str, Any] | None,
    method: str | None,
) -> None:
    number = next(_NUMBERS)
    for n, offer in enumerate(products):
        stock.sell(f"SKU{number}-{n}", 10_000, **offer)
    wanted: dict[str, Any] = body(*((f"SKU{number}-{n % len(products)}", units) for n, units in items))
    if terms is not None:
        await issue(resolve(container.transactions).begin, f"CODE-{number}", **terms)
        wanted["coupon_code"] = f"CODE-{number}"
    if method is not None:
        wanted["shipping_method"] = method
    for _ in range(2):
        quote = await buyer.post("/v1/orders/quote", json=wanted)
        order = await buyer.post("/v1/orders", json=wanted)
        assert_same(quote.json(), order.json())
        event(str(order.json().get("code", "placed")))


def assert_same(quote: dict[str, Any], order: dict[str, Any]) -> None:
    if "code" in quote or "code" in order:
        assert order.get("code", "").startswith("coupon_"), order
        assert (quote.get("code"), quote.get("errors")) == (order.get("code"), order.get("errors"))
        return
    assert {name: quote[name] for name in SAME} == {name: order[name] for name in SAME}
    assert [_priced(line) for line in quote["items"]] == [_priced(line) for line in order["items"]]
    to_ship = any(line["requires_shipping"] for line in order["items"])
    paid = "confirmed" if to_ship else "completed"
    assert order["status"] == (paid if order["total_cents"] == 0 else "pending_payment")


def _priced(line: dict[str, Any]) -> dict[str, Any]:
    return {name: line[name] for name in (*PRICED, *TAXED)}

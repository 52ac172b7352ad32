"""Orders whose shipping a coupon pays: from the quote to the last refund, over HTTP."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import override, resolve
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.checks.doctor_violations import violations
from tests.modules.orders.adapters.http import conftest
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.adapters.http.request_bodies import body
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.promotions import issue, join

WITH_COUPON: dict[str, Any] = {"shipping_method": "express", "coupon_code": "SHIP-FREE"}


@pytest.fixture(autouse=True)
async def coupon(container: OrdersHttpContainer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(conftest.RATES, "coupon", "9999/60")
    await issue(resolve(container.transactions).begin, "SHIP-FREE", kind="free_shipping", min_subtotal_cents=500)


@pytest.fixture(params=[True, False], ids=["tax included", "tax on top"])
def container(container: OrdersHttpContainer, request: pytest.FixtureRequest) -> OrdersHttpContainer:
    override(container.policy, replace(resolve(container.policy), prices_include_tax=request.param))
    return container


@pytest.fixture(autouse=True)
def mugs(stock: InMemoryStock) -> None:
    stock.sell("MUG", 100, price_cents=333)


async def test_the_shipping_costs_nothing_and_the_discount_is_shown(
    client: Client, orders_client: OrderClient, db: Database, stock: InMemoryStock
) -> None:
    http = client("customer")
    small = await http.post("/v1/orders/quote", json=body(("MUG", 1), **WITH_COUPON))
    assert (small.status_code, small.json()["code"]) == (422, "coupon_min_spend")
    quote = (await http.post("/v1/orders/quote", json=body(("MUG", 3), **WITH_COUPON))).json()
    order = await orders_client.order(("MUG", 3), **WITH_COUPON)
    assert quote["shipping_methods"][1]["price_cents"] == 599
    for found in (quote, order):
        assert (found["shipping_cents"], found["shipping_tax_cents"], found["shipping_discount_cents"]) == (0, 0, 599)
        assert (found["discount_cents"], found["subtotal_cents"]) == (0, 999)
    assert order["total_cents"] == quote["total_cents"] == sum(line["total_cents"] for line in order["items"])
    assert await violations(db, stock) == {}


async def test_another_method_is_free_as_well_also_when_the_coupon_has_changed(
    client: Client, container: OrdersHttpContainer, db: Database, stock: InMemoryStock
) -> None:
    http = client("customer")
    wanted = body(("MUG", 3), **{**WITH_COUPON, "shipping_method": "standard"})
    path = (await http.post("/v1/orders", json=wanted)).headers["Location"]
    async with resolve(container.transactions).begin() as work:
        coupons = join(work.tx).coupons
        changed = (await coupons.get("SHIP-FREE")).change({"kind": "percent", "percent_bps": 1000}, work.tx.now)
        coupons.save(changed)
        await work.commit()
    before = (await http.get(path)).json()
    assert (before["shipping_cents"], before["shipping_discount_cents"]) == (0, 0)
    express = (await http.patch(path, json={"shipping_method": "express"})).json()
    assert (express["shipping_cents"], express["shipping_discount_cents"]) == (0, 599)
    assert express["total_cents"] == before["total_cents"]
    assert await violations(db, stock) == {}
    back = (await http.patch(path, json={"shipping_method": "standard"})).json()
    assert (back["shipping_cents"], back["shipping_discount_cents"]) == (0, 0)
    assert await violations(db, stock) == {}


@pytest.mark.parametrize("seed", range(4))
async def test_random_sequences_never_refund_more_than_was_paid(
    orders_client: OrderClient, db: Database, stock: InMemoryStock, seed: int
) -> None:
    stock.sell("POT", 100, price_cents=1999, tax_rate_bps=500)
    order = await orders_client.order(("MUG", 4), ("POT", 3), **WITH_COUPON)
    journey = Journey(orders_client, order, random.Random(seed))
    for _ in range(12):
        await journey.step()
        found = await orders_client.get(journey.path, "staff")
        assert 0 <= found["refunded_cents"] <= found["paid_cents"] == found["total_cents"]
        assert min(found["outstanding_cents"], found["cancelled_cents"], found["credited_cents"]) >= 0
        assert found["total_cents"] == sum(line["total_cents"] for line in found["items"])
        assert await violations(db, stock) == {}
    await journey.give_all_back()
    found = await orders_client.get(journey.path, "staff")
    assert found["refunded_cents"] == found["paid_cents"]
    assert await violations(db, stock) == {}


class Journey:
    """Cancels, ships, returns and refunds at random; what is not possible is refused."""

    def __init__(self, shop: OrderClient, order: dict[str, Any], chance: random.Random) -> None:
        self.shop, self.order, self.chance = shop, order, chance
        self.path = f"/v1/orders/{order['id']}"

    async def step(self) -> None:
        steps: list[Callable[[dict[str, Any]], Any]] = [self.cancel, self.ship, self.refund, self.bring_back]
        line = {"line_id": self.chance.randint(1, 2), "quantity": self.chance.randint(1, 2)}
        await self.chance.choice(steps)(line)
        refused = await self.shop.refund(self.order, shipping_cents=1)
        assert refused.status_code == 409, "nothing was paid for shipping"

    async def cancel(self, line: dict[str, Any]) -> None:
        assert (await self.shop.cancel(self.order, items=[line])).status_code in (200, 409)

    async def ship(self, line: dict[str, Any]) -> None:
        assert (await self.shop.post(f"{self.path}/shipments", {"items": [line]})).status_code in (201, 409)

    async def refund(self, line: dict[str, Any]) -> None:
        assert (await self.shop.refund(self.order, items=[line])).status_code in (201, 409)

    async def bring_back(self, line: dict[str, Any]) -> None:
        requested = await self.shop.post(f"{self.path}/returns", {"items": [{**line, "reason": "broken"}]})
        assert requested.status_code in (201, 409)
        if requested.status_code == 409:
            return
        path = requested.headers["Location"]
        arrived = {"items": [{**line, "location_code": "MAIN", "disposition": "restock"}]}
        for part, json in (("approve", {}), ("receive", arrived), ("refund", {})):
            response = await self.shop.post(f"{path}/{part}", json)
            assert response.status_code in (200, 201), response.text

    async def give_all_back(self) -> None:
        await self.shop.cancel(self.order)
        lines = (await self.shop.get(self.path, "staff"))["items"]
        for line in lines:
            if (left := line["quantity"] - line["shipped"] - line["cancelled"]) > 0:
                await self.shop.cancel(self.order, items=[{"line_id": line["line_id"], "quantity": left}])
            if (left := line["shipped"] - max(0, line["credited"] - line["cancelled"])) > 0:
                await self.shop.refund(self.order, items=[{"line_id": line["line_id"], "quantity": left}])

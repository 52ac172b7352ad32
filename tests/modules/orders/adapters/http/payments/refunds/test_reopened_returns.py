"""A return whose refund fails late waits for its money, and for no more goods than it had received."""

from typing import Any

import httpx2
import pytest

from shared.infra.sql.database import Database
from tests.modules.orders.adapters.checks.doctor_violations import violations
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.fulfillment_requests import post, receive_return, request_return
from tests.modules.orders.adapters.http.payments.bank import Bank
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.in_memory.other_modules import InMemoryStock


@pytest.fixture(autouse=True)
def mugs(stock: InMemoryStock) -> None:
    stock.sell("MUG", 99, price_cents=333)


class Shop:
    """An order of three mugs by card; what has come back of them, and been paid back."""

    def __init__(self, orders_client: OrderClient, client: Client, bank: Bank) -> None:
        self.orders_client, self._client, self._bank = orders_client, client, bank
        self.manager = client("manager")
        self.order: dict[str, Any] = {}

    async def sends(self, *parcels: int) -> None:
        self.order = await self.orders_client.paid(("MUG", 3))
        for units in parcels:
            await self.orders_client.ship(self.order, (1, units))

    async def context_keys(self, units: int) -> httpx2.Response:
        return await request_return(self._client("customer"), f"/v1/orders/{self.order['id']}", (1, units))

    async def approves(self, units: int) -> str:
        requested = await self.context_keys(units)
        assert requested.status_code == 201, requested.text
        path: str = requested.headers["Location"]
        assert (await post(self.manager, f"{path}/approve")).status_code == 200
        return path

    async def receives(self, path: str, units: int) -> httpx2.Response:
        return await post(self.manager, f"{path}/receive", {"items": [receive_return(1, units)]})

    async def refunds(self, path: str) -> dict[str, Any]:
        refunded = await post(self.manager, f"{path}/refund", {})
        assert refunded.status_code == 200, refunded.text
        await self.orders_client.settle(self.order)
        response: dict[str, Any] = refunded.json()
        return response

    async def refunded_in_part(self, requested: int) -> tuple[str, dict[str, Any]]:
        """One has come back of those that were to; the bank has not yet sent its money back."""
        path = await self.approves(requested)
        assert (await self.receives(path, 1)).status_code == 200
        return path, await self.refunds(path)

    async def money_comes_back(self, refunded: dict[str, Any]) -> None:
        await self._bank.sends_back(self.order, {"id": refunded["refund_id"]})

    async def refuses_more(self, path: str, units: int) -> None:
        assert (await self.orders_client.get(path))["status"] == "received"
        more = await self.receives(path, units)
        assert (more.status_code, more.json()["code"], more.json()["max"]) == (409, "over_receipt", 0)
        assert "another return" in more.json()["detail"]


@pytest.fixture
def shop(orders_client: OrderClient, client: Client, bank: Bank) -> Shop:
    return Shop(orders_client, client, bank)


async def test_a_unit_is_expected_by_one_return(shop: Shop, db: Database, stock: InMemoryStock) -> None:
    await shop.sends(3)
    first, refunded = await shop.refunded_in_part(3)
    second = await shop.approves(2)
    await shop.money_comes_back(refunded)
    await shop.refuses_more(first, 2)
    assert (await shop.receives(second, 2)).status_code == 200
    await shop.refuses_more(first, 2)
    third = await shop.context_keys(1)
    assert (third.status_code, third.json()["code"], third.json()["max"]) == (409, "over_return", 0)
    await shop.refunds(second)
    await shop.refunds(first)
    paid_back = await shop.orders_client.get(f"/v1/orders/{shop.order['id']}")
    assert (paid_back["refunded_cents"], paid_back["return_status"]) == (999, "returned")
    assert await violations(db, stock) == {}


async def test_a_return_of_a_cancelled_shipment_cannot_be_received(
    shop: Shop, db: Database, stock: InMemoryStock
) -> None:
    await shop.sends(1, 2)
    first, refunded = await shop.refunded_in_part(3)
    listed = (await shop.manager.get(f"/v1/shipments?order_id={shop.order['id']}")).json()["items"]
    (of_two,) = [each for each in listed if each["items"][0]["quantity"] == 2]
    assert (await post(shop.manager, f"/v1/shipments/{of_two['id']}/cancel")).status_code == 200
    await shop.money_comes_back(refunded)
    await shop.refuses_more(first, 2)
    await shop.refunds(first)
    assert await violations(db, stock) == {}


async def test_a_retried_refund_covers_all_received_units(shop: Shop, db: Database, stock: InMemoryStock) -> None:
    await shop.sends(3)
    first, refunded = await shop.refunded_in_part(2)
    await shop.money_comes_back(refunded)
    await shop.refuses_more(first, 1)
    repeated = await shop.orders_client.post(f"/v1/refunds/{refunded['refund_id']}/retry")
    assert (repeated.status_code, repeated.json()["amount_cents"]) == (201, 333)
    await shop.orders_client.settle(shop.order)
    ended = await shop.orders_client.get(first)
    assert (ended["status"], ended["items"][0]["received"], ended["refund_cents"]) == ("refunded", 1, 333)
    later = await shop.approves(1)
    assert (await shop.receives(later, 1)).status_code == 200
    assert (await shop.refunds(later))["refund_cents"] == 333
    assert await violations(db, stock) == {}

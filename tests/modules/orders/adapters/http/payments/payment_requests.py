"""Requests about payments of orders, and what orders show of them."""

from typing import Any

from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.in_memory.provider import DECLINED

INVOICE = {"method": "invoice"}


WAITS = {"method": "card", "token": DECLINED}
"""The way to an order that waits for its payment."""


async def pay(orders_client: OrderClient, order: dict[str, Any], who: str = "staff", **instruction: Any) -> Any:
    return await orders_client.post(f"/v1/orders/{order['id']}/payments", {"method": "manual", **instruction}, who)


async def read(orders_client: OrderClient, order: dict[str, Any]) -> Any:
    return await orders_client.get(f"/v1/orders/{order['id']}", "staff")


def owing(order: Any) -> tuple[str, str, int, int]:
    return order["status"], order["payment_status"], order["paid_cents"], order["outstanding_cents"]


async def unpaid(orders_client: OrderClient, *items: tuple[str, int]) -> dict[str, Any]:
    order = await orders_client.paid(*items, card=DECLINED)
    assert owing(order)[:2] == ("pending_payment", "unpaid")
    return order

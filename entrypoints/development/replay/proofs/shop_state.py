"""The shop's state before and after a replay, read over HTTP."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entrypoints.development.replay.http_client import ShopClient

OVER = ("cancelled", "expired")


@dataclass(frozen=True, slots=True)
class ShopState:
    """`orders` as the shop shows them, by reference; `doubled` lists references with two active orders.

    Units by SKU: `available` ones, and those `sold` in all active orders minus returns. Total amounts in cents:
    captured by payments, and refunded.
    """

    orders: Mapping[str, Mapping[str, Any]]
    doubled: Sequence[str]
    available: Mapping[str, int]
    sold: Mapping[str, int]
    captured_cents: int = 0
    given_cents: int = 0

    def in_force(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Orders that are neither cancelled nor expired."""
        return ((reference, order) for reference, order in self.orders.items() if order["status"] not in OVER)

    def sold_here(self) -> Counter[str]:
        """Units by SKU sold in `orders`."""
        sold: Counter[str] = Counter()
        for _, order in self.in_force():
            sold.update(_sold(order))
        return sold


async def read_shop_state(client: ShopClient, references: Iterable[str]) -> ShopState:
    """Raises RetriesExhausted, Unauthorized."""
    wanted = set(references)
    orders: dict[str, Mapping[str, Any]] = {}
    doubled: list[str] = []
    sold: Counter[str] = Counter()
    async for order in client.walk("/v1/orders"):
        if order["status"] not in OVER:
            sold.update(_sold(order))
        reference = order.get("client_reference")
        if reference not in wanted:
            continue
        if (other := orders.get(reference)) is not None and {order["status"], other["status"]}.isdisjoint(OVER):
            doubled.append(reference)
        if other is None or other["status"] in OVER:
            orders[reference] = order
    available: Counter[str] = Counter()
    async for level in client.walk("/v1/inventory/levels"):
        available[level["sku"]] += level["available"]
    ids = {order["id"] for order in orders.values()}
    captured = given = 0
    async for payment in client.walk("/v1/payments"):
        captured += payment["captured_cents"] if payment["order_id"] in ids else 0
    async for refund in client.walk("/v1/refunds"):
        given += refund["amount_cents"] if refund["order_id"] in ids and refund["status"] == "succeeded" else 0
    return ShopState(orders, doubled, available, sold, captured, given)


def _sold(order: Mapping[str, Any]) -> Counter[str]:
    sold: Counter[str] = Counter()
    for line in order["items"]:
        sold[line["sku"]] += line["quantity"] - line["cancelled"] - line["returned"]
    return sold

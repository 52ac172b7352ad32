"""What the shop says after a replay, read over HTTP."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entrypoints.development.replay.http_client import ShopClient

OVER = ("cancelled", "expired")


@dataclass(frozen=True, slots=True)
class Books:
    """`orders` as the shop shows them, by their reference; `doubled` names those of which two are in force.

    Units by SKU: `on_hand` and `available` on the shelves, `gone` shipped and not come back.
    Cents in all: what the payments took, what the refunds gave back.
    """

    orders: Mapping[str, Mapping[str, Any]]
    doubled: Sequence[str]
    on_hand: Mapping[str, int]
    available: Mapping[str, int]
    gone: Mapping[str, int]
    captured_cents: int = 0
    given_cents: int = 0

    def in_force(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The orders that are neither cancelled nor expired."""
        return ((reference, order) for reference, order in self.orders.items() if order["status"] not in OVER)


async def read_books(client: ShopClient, references: Iterable[str]) -> Books:
    """Raises GaveUp, NotAllowed."""
    wanted = set(references)
    orders: dict[str, Mapping[str, Any]] = {}
    doubled: list[str] = []
    gone: Counter[str] = Counter()
    async for order in client.walk("/v1/orders"):
        for line in order["items"]:
            gone[line["sku"]] += line["shipped"] - line["returned"]
        reference = order.get("client_reference")
        if reference not in wanted:
            continue
        if (other := orders.get(reference)) is not None and {order["status"], other["status"]}.isdisjoint(OVER):
            doubled.append(reference)
        if other is None or other["status"] in OVER:
            orders[reference] = order
    on_hand: Counter[str] = Counter()
    available: Counter[str] = Counter()
    async for level in client.walk("/v1/inventory/levels"):
        on_hand[level["sku"]] += level["on_hand"]
        available[level["sku"]] += level["available"]
    ids = {order["id"] for order in orders.values()}
    captured = given = 0
    async for payment in client.walk("/v1/payments"):
        captured += payment["captured_cents"] if payment["order_id"] in ids else 0
    async for refund in client.walk("/v1/refunds"):
        given += refund["amount_cents"] if refund["order_id"] in ids and refund["status"] == "succeeded" else 0
    return Books(orders, doubled, on_hand, available, gone, captured, given)

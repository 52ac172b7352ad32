"""Splits the file's orders into parts, so that none has more lines than allowed without a coupon."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from entrypoints.development.replay.customers import address, guest
from entrypoints.development.shop_data.rows import GUEST, Order, OrderLine

MAX_LINES = 50
"""Orders with more lines need a bulk coupon (`TRADEPOST_BULK_ORDER_LINES`)."""


class InvalidPlan(Exception):
    """The files refer to something that they do not contain."""


@dataclass(frozen=True, slots=True)
class Part:
    """An order to place. `reference` is the file's order number, with a part number from the second part on.

    `subtotal_cents` is the price of its lines, with the catalogue's prices.
    """

    reference: str
    order: Order
    lines: Sequence[OrderLine]
    prices: Mapping[str, int]

    @property
    def key(self) -> str:
        """The Idempotency-Key: the same in every run, so that orders are not placed twice."""
        return f"replay-{self.reference}"

    @property
    def customer_ref(self) -> str | None:
        return None if self.order.customer_ref == GUEST else self.order.customer_ref

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def subtotal_cents(self) -> int:
        return sum(line.quantity * self.prices[line.sku] for line in self.lines)

    def demand(self) -> Counter[str]:
        """Units by SKU."""
        units: Counter[str] = Counter()
        for line in self.lines:
            units[line.sku] += line.quantity
        return units

    def request(self, customer_id: int | None, payment: Mapping[str, str]) -> dict[str, object]:
        """The body of POST /v1/orders; without `customer_id` for guests. Raises UnknownCountry."""
        return {
            "items": [
                {
                    "sku": line.sku,
                    "quantity": line.quantity,
                    "expected_unit_price_cents": self.prices[line.sku],
                }
                for line in self.lines
            ],
            "shipping_address": address(self.order),
            **({"customer": guest(self.order)} if customer_id is None else {"customer_id": customer_id}),
            "client_reference": self.reference,
            "payment": payment,
        }


def plan(
    orders: Iterable[tuple[Order, Sequence[OrderLine]]], prices: Mapping[str, int], lines_at_most: int = MAX_LINES
) -> list[Part]:
    """All parts, in the order of the file. Raises InvalidPlan for a SKU without a price."""
    return [part for order, lines in orders for part in _parts(order, lines, prices, lines_at_most)]


def _parts(order: Order, lines: Sequence[OrderLine], prices: Mapping[str, int], lines_at_most: int) -> Iterator[Part]:
    if missing := {line.sku for line in lines} - prices.keys():
        raise InvalidPlan(f"order {order.order_ref}: {', '.join(sorted(missing))} not in the catalogue")
    for number, start in enumerate(range(0, len(lines), lines_at_most), 1):
        reference = order.order_ref if number == 1 else f"{order.order_ref}/{number}"
        yield Part(reference, order, lines[start : start + lines_at_most], prices)

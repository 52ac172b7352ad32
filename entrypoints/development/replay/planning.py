"""From the file's orders to the orders that are placed: none with more lines than a shop takes without a coupon."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from entrypoints.development.replay.people import address, guest
from entrypoints.development.shop_data.rows import GUEST, Order, OrderLine

LINES_AT_MOST = 50
"""An order of more lines needs a bulk coupon (`TRADEPOST_BULK_ORDER_LINES`)."""


class Unplannable(Exception):
    """The files ask for something that is not in them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One order to place. `reference` is the file's order number, from the second part on with its number.

    `subtotal_cents` is what its lines cost at the catalogue's prices.
    """

    reference: str
    order: Order
    lines: Sequence[OrderLine]
    prices: Mapping[str, int]

    @property
    def key(self) -> str:
        """The Idempotency-Key: the same in every run, so that no run doubles another's orders."""
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
        """The body of POST /v1/orders; a guest's has no `customer_id`. Raises UnknownCountry."""
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
    orders: Iterable[tuple[Order, Sequence[OrderLine]]], prices: Mapping[str, int], lines_at_most: int = LINES_AT_MOST
) -> list[Part]:
    """All parts in the orders' order. Raises Unplannable for a SKU without a price."""
    return [part for order, lines in orders for part in _parts(order, lines, prices, lines_at_most)]


def _parts(order: Order, lines: Sequence[OrderLine], prices: Mapping[str, int], lines_at_most: int) -> Iterator[Part]:
    if missing := {line.sku for line in lines} - prices.keys():
        raise Unplannable(f"order {order.order_ref}: {', '.join(sorted(missing))} not in the catalogue")
    for number, start in enumerate(range(0, len(lines), lines_at_most), 1):
        reference = order.order_ref if number == 1 else f"{order.order_ref}/{number}"
        yield Part(reference, order, lines[start : start + lines_at_most], prices)

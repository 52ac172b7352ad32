"""Products on offer and the lines a buyer requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.orders.domain.order.errors import price_changed
from shared.kernel.errors import FieldError, Invalid


class Offer(Protocol):
    """A product as currently sold. Prices in minor units, `tax_rate_bps` in basis points."""

    @property
    def sku(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def price_cents(self) -> int: ...
    @property
    def tax_rate_bps(self) -> int: ...
    @property
    def active(self) -> bool: ...
    @property
    def requires_shipping(self) -> bool: ...
    @property
    def max_per_order(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class RequestedLine:
    """`expected_unit_price_cents`: the price shown to the buyer; None accepts the current price."""

    sku: str
    quantity: int
    expected_unit_price_cents: int | None = None


def match_offers(wanted: Sequence[RequestedLine], offers: Mapping[str, Offer]) -> list[Offer]:
    """Return the offer of each line.

    Raises Invalid with every line that cannot be ordered (`sku_not_found`, `product_inactive`,
    `quantity_limit_exceeded`), then Conflict `price_changed` with the current prices.
    """
    found: list[Offer] = []
    errors: list[FieldError] = []
    dearer = limited = False
    for n, line in enumerate(wanted):
        offer = offers.get(line.sku)
        if offer is None:
            errors.append(FieldError(f"/items/{n}/sku", "sku_not_found", "There is no such product."))
            continue
        if not offer.active:
            errors.append(FieldError(f"/items/{n}/sku", "product_inactive", "The product is no longer sold."))
        limited = limited or offer.max_per_order is not None
        dearer = dearer or line.expected_unit_price_cents not in (None, offer.price_cents)
        found.append(offer)
    if limited:
        errors += _over_limit(wanted, offers)
    if errors:
        raise Invalid(errors)
    if dearer:
        raise price_changed(_prices_now(wanted, found))
    return found


def _over_limit(wanted: Sequence[RequestedLine], offers: Mapping[str, Offer]) -> list[FieldError]:
    """Limits apply to the whole order: units of one product on several lines count together."""
    errors: list[FieldError] = []
    demand: dict[str, int] = {}
    for n, line in enumerate(wanted):
        demand[line.sku] = demand.get(line.sku, 0) + line.quantity
        offer = offers.get(line.sku)
        if offer and offer.max_per_order is not None and demand[line.sku] > offer.max_per_order:
            message = f"At most {offer.max_per_order} can be ordered at once."
            errors.append(FieldError(f"/items/{n}/quantity", "quantity_limit_exceeded", message))
    return errors


def _prices_now(wanted: Sequence[RequestedLine], offers: Sequence[Offer]) -> list[dict[str, object]]:
    changed = {
        offer.sku: offer.price_cents
        for line, offer in zip(wanted, offers, strict=True)
        if line.expected_unit_price_cents not in (None, offer.price_cents)
    }
    return [{"sku": sku, "unit_price_cents": price} for sku, price in changed.items()]

"""Prices of an order, shared by quotes and placements."""

from collections.abc import Callable, Mapping, Sequence

from modules.orders.application.placement.place_order import PlaceOrderCommand
from modules.orders.domain.order.buyer import Address
from modules.orders.domain.order.errors import bulk_coupon_required, field_error
from modules.orders.domain.order.offer import Offer, match_offers
from modules.orders.domain.order.pricing import NO_DISCOUNT, Basket, Discount, Shipping, price, subtotal_of
from modules.orders.ports.rates import ShippingRates, TaxRates
from modules.orders.public import OrderPolicy, ShippingMethod
from shared.kernel.values.known_values import unknown_value_message


class Pricer:
    def __init__(self, policy: OrderPolicy, tax: TaxRates, shipping_rates: ShippingRates) -> None:
        self._policy = policy
        self._tax = tax
        self._shipping_rates = shipping_rates

    def check(self, command: PlaceOrderCommand) -> None:
        """Check the number of lines. Raises Invalid, Conflict `bulk_coupon_required`."""
        lines, policy = len(command.items), self._policy
        if not lines:
            raise field_error("/items", "too_short", "An order needs at least one item.")
        if lines > policy.max_order_lines:
            raise field_error("/items", "too_long", f"An order can have at most {policy.max_order_lines} items.")
        if 0 < policy.bulk_order_lines < lines and command.coupon_code is None:
            raise bulk_coupon_required(policy.bulk_order_lines)

    async def basket(
        self,
        command: PlaceOrderCommand,
        offers: Mapping[str, Offer],
        discount_of: Callable[[int, int], Discount] | None = None,
        *,
        to_be_sent: bool = True,
    ) -> Basket:
        """The lines and totals at these offers.

        `discount_of` returns the discount for subtotal and shipping price. `to_be_sent`: goods that need shipping
        require an address. Raises the errors of `match_offers` and `discount_of`, and Invalid for an unknown shipping
        method or a missing address.
        """
        found = match_offers(command.items, offers)
        destination = command.details.shipping_address
        travels = any(offer.requires_shipping for offer in found)
        if travels and to_be_sent and destination is None:
            raise field_error("/shipping_address", "required", "The order needs a shipping address.")
        shipping = await self.shipping(command.shipping_method, destination, travels=travels)
        rates = await self._tax.rates(found, destination)
        discount = discount_of(subtotal_of(command.items, found), shipping.price_cents) if discount_of else NO_DISCOUNT
        return price(
            command.items,
            found,
            rates,
            shipping=shipping,
            discount=discount,
            prices_include_tax=self._policy.prices_include_tax,
        )

    async def shipping(self, code: str | None, destination: Address | None, *, travels: bool) -> Shipping:
        """The shipping method with this code, by default the first; free if nothing needs shipping.

        Raises Invalid for an unknown method.
        """
        method = _chosen(await self._shipping_rates.methods(destination), code)
        rate = await self._tax.shipping_rate(method, destination)
        return Shipping(method=method.code, price_cents=method.price_cents if travels else 0, tax_rate_bps=rate)


def _chosen(methods: Sequence[ShippingMethod], code: str | None) -> ShippingMethod:
    if code is None:
        return methods[0]
    for method in methods:
        if method.code == code:
            return method
    known = [method.code for method in methods]
    raise field_error(
        "/shipping_method", "unknown_shipping_method", unknown_value_message("shipping method", code, known)
    )

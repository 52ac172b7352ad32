"""Price and availability of an order, without side effects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from modules.orders.application.placement.address_policy import AddressPolicy
from modules.orders.application.placement.exhausted_coupon import name_unpaid_order
from modules.orders.application.placement.order_terms import buyer_of
from modules.orders.application.placement.place_order import PlaceOrderCommand
from modules.orders.application.placement.pricer import Pricer
from modules.orders.domain.order.errors import CouponExhausted
from modules.orders.domain.order.offer import Offer
from modules.orders.domain.order.pricing import Basket
from modules.orders.ports.customers import Customers
from modules.orders.ports.fulfillment.stock import Availability, Stock
from modules.orders.ports.orders.order_queries import OpenQueryScope, QueryScope
from modules.orders.ports.promotions import CouponRequest, Promotions
from modules.orders.ports.rates import ShippingRates
from modules.orders.public import OrderPolicy, ShippingMethod
from shared.kernel.transaction import Transaction

_NO_ORDER = 0
"""A quote's coupon redemption is not stored."""


@dataclass(frozen=True, slots=True)
class Quote:
    basket: Basket
    currency: str
    availability: Mapping[str, Availability]
    shipping_methods: Sequence[ShippingMethod]


class QuoteOrder:
    """Uses the code of placing on one snapshot, so quote and order match while prices stay the same."""

    def __init__(
        self,
        look: OpenQueryScope,
        stock: Stock,
        promotions: Promotions,
        customers: Customers,
        pricer: Pricer,
        shipping_rates: ShippingRates,
        policy: OrderPolicy,
        addresses: AddressPolicy,
    ) -> None:
        self._look = look
        self._stock = stock
        self._promotions = promotions
        self._customers = customers
        self._pricer = pricer
        self._shipping_rates = shipping_rates
        self._policy = policy
        self._addresses = addresses

    async def __call__(self, command: PlaceOrderCommand) -> Quote:
        """Raises the errors of placing for items, addresses, coupon and shipping; missing stock is shown instead."""
        self._pricer.check(command)
        self._addresses.check(command.details)
        skus = sorted({item.sku for item in command.items})
        async with self._look() as view:
            offers = await self._stock.offers(view.tx, skus)
            basket = await self._basket(view, command, offers)
            availability = await self._stock.availability(view.tx, skus)
        methods = await self._shipping_rates.methods(command.details.shipping_address)
        return Quote(basket, self._policy.currency, availability, methods)

    async def _basket(self, view: QueryScope, command: PlaceOrderCommand, offers: Mapping[str, Offer]) -> Basket:
        discount_of = None
        if command.coupon_code is not None:
            request = await self._coupon_request(view.tx, command, command.coupon_code)
            discount_of = partial((await self._promotions.preview(view.tx, request)).redeem, _NO_ORDER)
        try:
            return await self._pricer.basket(command, offers, discount_of, to_be_sent=False)
        except CouponExhausted as error:
            orders = await view.records.get_many(error.unpaid_order_ids) if error.unpaid_order_ids else {}
            buyers = {order_id: order.buyer for order_id, order in orders.items()}
            raise name_unpaid_order(error, buyers, command.principal) from error

    async def _coupon_request(self, tx: Transaction, command: PlaceOrderCommand, code: str) -> CouponRequest:
        """For the customer whose redemptions count. Raises Forbidden if the caller may not order for them."""
        principal = command.principal
        if not principal.is_known:
            return CouponRequest(order_id=_NO_ORDER, code=code, buyer=None, is_anonymous=True)
        named = command.customer is not None or command.customer_id is not None
        if not named and principal.user_id is None:
            return CouponRequest(order_id=_NO_ORDER, code=code, buyer=None)
        buyer = buyer_of(command)
        ids = [] if buyer.customer_id is None else [buyer.customer_id]
        known = await self._customers.get_many(tx, ids) if ids else {}
        email = next((customer.email for customer in known.values()), None)
        return CouponRequest(order_id=_NO_ORDER, code=code, buyer=buyer, email=email)

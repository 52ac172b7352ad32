"""What a shop decides about its orders and its payments."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ShippingMethod:
    """A flat rate; `price_cents` includes tax where the shop's prices do."""

    code: str
    name: str
    price_cents: int
    tax_rate_bps: int


@dataclass(frozen=True, slots=True)
class OrderPolicy:
    """What a shop decides about its orders.

    `shipping_methods`: the first is the default. `bulk_order_lines`: orders of more lines need
    a coupon, 0 = no such rule. `max_unpaid_orders`: per customer, 0 = no such rule.
    `payment_seconds`: an unpaid order holds its stock this long. `takes_cards`: a provider
    stands behind them. `capture_at_once`: take the
    money when it is authorised, else at the first shipment. `guest_keys` sign the tokens of
    guests' orders, newest first; all of them open. `sku_pattern`: what a SKU looks like.
    """

    currency: str
    shipping_methods: Sequence[ShippingMethod]
    guest_keys: Sequence[str] = field(repr=False)
    prices_include_tax: bool = True
    max_order_lines: int = 100
    bulk_order_lines: int = 50
    max_unpaid_orders: int = 3
    payment_seconds: int = 900
    takes_cards: bool = False
    capture_at_once: bool = True
    return_window_days: int = 30
    sku_pattern: str = "^[A-Z0-9]{3,20}$"


@dataclass(frozen=True, slots=True)
class ProviderPolicy:
    """Who takes the money of cards. `api_key` None: nobody. `api_base`: another address than its usual one."""

    api_key: str | None = field(default=None, repr=False)
    webhook_secret: str | None = field(default=None, repr=False)
    api_base: str | None = None

"""The shop's policies for orders and payments."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingMethod:
    """A flat rate; `price_cents` includes tax where the shop's prices do."""

    code: str
    name: str
    price_cents: int
    tax_rate_bps: int


@dataclass(frozen=True, slots=True)
class OrderPolicy:
    """`shipping_methods`: the first is the default. `bulk_order_lines`: orders with more lines require a coupon, 0 = no
    such rule. `max_unpaid_orders`: per customer, 0 = no limit. `payment_seconds`: how long an unpaid order holds its
    stock. `payment_providers`: the names of those configured, the default first; none: no card payments.
    `capture_immediately`: capture the money when it is authorized, otherwise at the first shipment. `guest_keys` sign
    guest tokens, newest first; tokens signed by any of them are accepted. `sku_pattern`: the format of a SKU.
    """

    currency: str
    shipping_methods: Sequence[ShippingMethod]
    guest_keys: Sequence[str] = field(repr=False)
    sku_pattern: str
    prices_include_tax: bool = True
    max_order_lines: int = 100
    bulk_order_lines: int = 50
    max_unpaid_orders: int = 3
    payment_seconds: int = 900
    payment_providers: Sequence[str] = ()
    capture_immediately: bool = True
    return_window_days: int = 30


ProviderAdapter: TypeAlias = Literal["stripe"]
"""The programs that speak with a payment provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAccount:
    """An account at a payment provider.

    `name` is stored with its payments and ends its webhook path. `adapter` names the program that speaks with it.
    `api_base`: overrides the provider's address.
    """

    name: str
    api_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    api_base: str | None = None
    adapter: ProviderAdapter = "stripe"


@dataclass(frozen=True, slots=True)
class ProviderPolicy:
    """The payment providers. The first is the default; none: no card payments."""

    accounts: Sequence[ProviderAccount] = ()

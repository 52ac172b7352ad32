"""What other modules may know of orders: the events they publish and what may be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol

from shared.kernel.events import Event
from shared.kernel.transaction import Transaction


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
    `payment_seconds`: an unpaid order holds its stock this long. `guest_keys` sign the tokens
    of guests' orders, newest first; all of them open.
    """

    currency: str
    shipping_methods: Sequence[ShippingMethod]
    guest_keys: Sequence[str] = field(repr=False)
    prices_include_tax: bool = True
    max_order_lines: int = 100
    bulk_order_lines: int = 50
    max_unpaid_orders: int = 3
    payment_seconds: int = 900


@dataclass(frozen=True, slots=True)
class OrderEvent(Event):
    """The order as it stands after the fact: `version` tells which reading of it is newer."""

    aggregate_type: ClassVar[str] = "order"

    order_id: int
    customer_id: int | None
    status: str
    payment_status: str
    currency: str
    total_cents: int
    version: int


@dataclass(frozen=True, slots=True)
class OrderPlaced(OrderEvent):
    """The order is durable and its stock held (or committed, where no payment is awaited)."""

    type: ClassVar[str] = "orders.order.placed"


@dataclass(frozen=True, slots=True)
class OrderConfirmed(OrderEvent):
    """Nothing stands between the order and its shipping."""

    type: ClassVar[str] = "orders.order.confirmed"


@dataclass(frozen=True, slots=True)
class OrderExpired(OrderEvent):
    """Not paid in time; its stock is free again."""

    type: ClassVar[str] = "orders.order.expired"


@dataclass(frozen=True, slots=True)
class OrderCancelled(OrderEvent):
    """Called off as a whole; its stock is free again."""

    type: ClassVar[str] = "orders.order.cancelled"


@dataclass(frozen=True, slots=True)
class OrderUpdated(OrderEvent):
    """`fields` names what was changed, never the contents."""

    type: ClassVar[str] = "orders.order.updated"

    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class OrderHeld(OrderEvent):
    """The order must not be shipped for now."""

    type: ClassVar[str] = "orders.order.held"


@dataclass(frozen=True, slots=True)
class OrderReleased(OrderEvent):
    """The order may be shipped again."""

    type: ClassVar[str] = "orders.order.released"


EVENTS: Sequence[type[OrderEvent]] = (
    OrderPlaced,
    OrderConfirmed,
    OrderExpired,
    OrderCancelled,
    OrderUpdated,
    OrderHeld,
    OrderReleased,
)
"""Everything this module publishes."""


@dataclass(frozen=True, slots=True)
class SummaryLine:
    sku: str
    name: str
    quantity: int
    total_cents: int


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order as told to others. A guest's order has no `customer_id` but name and e-mail."""

    id: int
    status: str
    payment_status: str
    customer_id: int | None
    guest_name: str | None
    guest_email: str | None
    currency: str
    lines: Sequence[SummaryLine]
    shipping_cents: int
    tax_cents: int
    total_cents: int
    created_at: datetime
    version: int


class OrdersApi(Protocol):
    async def summaries(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, OrderSummary]:
        """Those of the orders that exist, by id; one statement. Locks nothing."""
        ...

    async def summary(self, order_id: int) -> OrderSummary | None:
        """One order, read outside any transaction."""
        ...

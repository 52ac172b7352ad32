"""What callers ask orders to do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from modules.orders.domain.order.buyer import Details, Guest
from modules.orders.domain.order.offer import RequestedLine
from shared.kernel.events import EventMetadata
from shared.kernel.principal import Principal

PaymentMethod = Literal["card", "manual", "invoice"]


@dataclass(frozen=True, slots=True)
class PaymentInstruction:
    """`manual`: the money was taken by hand. `invoice`: it will come later. `card`: by a provider.

    `amount_cents` of money taken by hand may be a part of what is owed; None: all of it.
    """

    method: PaymentMethod
    token: str | None = field(default=None, repr=False)
    return_url: str | None = None
    amount_cents: int | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Also what a quote is asked with. `customer_id` None: the caller's own, or a guest's order."""

    principal: Principal
    cause: EventMetadata
    items: Sequence[RequestedLine]
    details: Details = field(default_factory=Details)
    shipping_method: str | None = None
    coupon_code: str | None = None
    customer_id: int | None = None
    customer: Guest | None = None
    client_reference: str | None = None
    payment: PaymentInstruction | None = None
    allow_backorder: bool = False


@dataclass(frozen=True, slots=True)
class OrderCommand:
    """`if_version`: the version the caller decided on; None takes any."""

    principal: Principal
    cause: EventMetadata
    order_id: int
    if_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder(OrderCommand):
    """`units` by line id; None: all of it."""

    reason: str
    units: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOrder(OrderCommand):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOrder(OrderCommand):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOrder(OrderCommand):
    """`amend` and `amend_guest` give details and guest as the caller wants them from the present ones; they may raise
    Invalid. None: they stay. `shipping_method` is the code of another one.
    """

    amend: Callable[[Details], Details] | None = None
    amend_guest: Callable[[Guest], Guest] | None = None
    shipping_method: str | None = None

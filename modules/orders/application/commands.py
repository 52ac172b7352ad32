"""Commands of the order use cases."""

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
    """`card`: charged by the provider. `manual`: money already received. `invoice`: paid later.

    `amount_cents` of a manual payment may be partial; None: the outstanding amount.
    """

    method: PaymentMethod
    token: str | None = field(default=None, repr=False)
    return_url: str | None = None
    amount_cents: int | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceOrderCommand:
    """Also the input of a quote. `customer_id` None: the caller, or the guest in `customer`."""

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
    """`if_version`: the expected version; None: any."""

    principal: Principal
    cause: EventMetadata
    order_id: int
    if_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrderCommand(OrderCommand):
    """`units` by line id; None: the whole order."""

    reason: str
    units: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOrderCommand(OrderCommand):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOrderCommand(OrderCommand):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOrderCommand(OrderCommand):
    """`amend` and `amend_guest` map the current details and guest to the new ones and may raise Invalid; None: no
    change. `shipping_method` is the code of the new method.
    """

    amend: Callable[[Details], Details] | None = None
    amend_guest: Callable[[Guest], Guest] | None = None
    shipping_method: str | None = None

"""The fields of an order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from modules.orders.domain.order.buyer import Buyer, Details
from modules.orders.domain.order.erasure import Erasure
from modules.orders.domain.order.events import DomainEvent
from modules.orders.domain.order.hold import Hold
from modules.orders.domain.order.line import Line
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.refund import Refund
from modules.orders.domain.order.pricing import Shipping, Totals
from modules.orders.domain.order.status import FulfillmentStatus, OrderStatus, PaymentStatus, ReturnStatus


@dataclass(slots=True, kw_only=True)
class OrderState:
    """The state of an order. Only methods of `Order` and of its parts change it; a test checks that.

    `sequence` numbers the recorded events, `version` the changes. New events are collected in `events`.
    `cancelled_cents` is the part of the total for cancelled units (and for shipping, once no unit needs it).
    `credited_cents` is the part credited to the buyer: by refunds that staff or a return made, and by returned units
    that had not been paid for; `credited_shipping_cents` is its part for shipping. Refunds of cancelled units count in
    `cancelled_cents` only.
    """

    id: int
    buyer: Buyer
    currency: str
    lines: Sequence[Line]
    totals: Totals
    shipping: Shipping
    prices_include_tax: bool
    details: Details
    created_at: datetime
    updated_at: datetime
    payment_due_at: datetime | None
    client_reference: str | None = None
    coupon_code: str | None = None
    payment_method: str | None = None
    cancelled_cents: int = 0
    credited_cents: int = 0
    credited_shipping_cents: int = 0
    delivered_units: int = 0
    paid_cents: int = 0
    refunded_cents: int = 0
    status: OrderStatus = OrderStatus.PENDING_PAYMENT
    payment_status: PaymentStatus = PaymentStatus.UNPAID
    fulfillment_status: FulfillmentStatus = FulfillmentStatus.UNFULFILLED
    return_status: ReturnStatus = ReturnStatus.NONE
    hold: Hold | None = None
    erasure: Erasure | None = None
    version: int = 1
    sequence: int = 0
    payments: Sequence[Payment] = ()
    refunds: Sequence[Refund] = ()
    events: list[DomainEvent] = field(default_factory=list, compare=False)

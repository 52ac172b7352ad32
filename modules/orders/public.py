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
    `payment_seconds`: an unpaid order holds its stock this long. `takes_cards`: a provider
    stands behind them. `capture_at_once`: take the
    money when it is authorised, else at the first shipment. `guest_keys` sign the tokens of
    guests' orders, newest first; all of them open.
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


@dataclass(frozen=True, slots=True)
class ProviderPolicy:
    """Who takes the money of cards. `api_key` None: nobody. `api_base`: another address than its usual one."""

    api_key: str | None = field(default=None, repr=False)
    webhook_secret: str | None = field(default=None, repr=False)
    api_base: str | None = None


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


class OrderCompleted(OrderEvent):
    """Every unit that was not cancelled has been shipped."""

    type = "orders.order.completed"


@dataclass(frozen=True, slots=True)
class PaymentEvent(OrderEvent):
    """`amount_cents` is what the payment is about, whatever was taken of it so far."""

    payment_id: int
    amount_cents: int


class PaymentCreated(PaymentEvent):
    """The order's money is going to be asked for."""

    type = "orders.payment.created"


class PaymentRequiresAction(PaymentEvent):
    """The buyer has to approve the payment."""

    type = "orders.payment.requires_action"


class PaymentAuthorized(PaymentEvent):
    """The money is set aside at the buyer's bank."""

    type = "orders.payment.authorized"


class PaymentCaptured(PaymentEvent):
    """The money is here."""

    type = "orders.payment.captured"


class PaymentVoided(PaymentEvent):
    """No money will come from this payment."""

    type = "orders.payment.voided"


class PaymentUnknown(PaymentEvent):
    """The provider's answer was lost; the same request is made again until it is known."""

    type = "orders.payment.unknown"


class PaymentReported(PaymentEvent):
    """The provider sent word about the payment; what it was is asked of the provider."""

    type = "orders.payment.reported"


class PaymentExpiring(PaymentEvent):
    """The authorisation lapses within 48 hours."""

    type = "orders.payment.expiring"


class PaymentLate(PaymentEvent):
    """Money came for an order that does not stand; it goes back by itself."""

    type = "orders.payment.late"


@dataclass(frozen=True, slots=True)
class PaymentRefused(PaymentEvent):
    decline_code: str | None


class PaymentDeclined(PaymentRefused):
    """The buyer's bank said no; the order waits for another try."""

    type = "orders.payment.declined"


class PaymentFailed(PaymentRefused):
    """The provider will never do it; the order waits for another try."""

    type = "orders.payment.failed"


@dataclass(frozen=True, slots=True)
class PaymentDisputed(PaymentEvent):
    """The buyer asks the bank for the money, or that has been settled."""

    type: ClassVar[str] = "orders.payment.disputed"

    dispute_status: str


@dataclass(frozen=True, slots=True)
class RefundEvent(OrderEvent):
    refund_id: int
    payment_id: int
    amount_cents: int


class RefundCreated(RefundEvent):
    """Money is going to be given back."""

    type = "orders.refund.created"


class RefundSucceeded(RefundEvent):
    """The money has been given back."""

    type = "orders.refund.succeeded"


class RefundFailed(RefundEvent):
    """The money could not be given back; somebody must find another way."""

    type = "orders.refund.failed"


class RefundUnknown(RefundEvent):
    """The provider's answer was lost; the same request is made again until it is known."""

    type = "orders.refund.unknown"


@dataclass(frozen=True, slots=True)
class ShipmentEvent(OrderEvent):
    shipment_id: int
    location_code: str


class ShipmentCreated(ShipmentEvent):
    """Units have left a location for the buyer."""

    type = "orders.shipment.created"


class ShipmentUpdated(ShipmentEvent):
    """Carrier or tracking number were corrected."""

    type = "orders.shipment.updated"


class ShipmentDelivered(ShipmentEvent):
    """The parcel has reached the buyer."""

    type = "orders.shipment.delivered"


class ShipmentCancelled(ShipmentEvent):
    """The parcel did not leave after all; its units are set aside again."""

    type = "orders.shipment.cancelled"


@dataclass(frozen=True, slots=True)
class ReturnEvent(OrderEvent):
    return_id: int


class ReturnRequested(ReturnEvent):
    """The buyer wants to send units back."""

    type = "orders.return.requested"


class ReturnApproved(ReturnEvent):
    """The shop agrees."""

    type = "orders.return.approved"


class ReturnRejected(ReturnEvent):
    """The shop does not agree."""

    type = "orders.return.rejected"


class ReturnCancelled(ReturnEvent):
    """The units will not come back after all."""

    type = "orders.return.cancelled"


class ReturnReceived(ReturnEvent):
    """Units have come back."""

    type = "orders.return.received"


class ReturnRefunded(ReturnEvent):
    """The money for the returned units is going back."""

    type = "orders.return.refunded"


EVENTS: Sequence[type[OrderEvent]] = (
    OrderPlaced,
    OrderConfirmed,
    OrderExpired,
    OrderCancelled,
    OrderCompleted,
    OrderUpdated,
    OrderHeld,
    OrderReleased,
    PaymentCreated,
    PaymentRequiresAction,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentDeclined,
    PaymentFailed,
    PaymentVoided,
    PaymentUnknown,
    PaymentReported,
    PaymentExpiring,
    PaymentLate,
    PaymentDisputed,
    RefundCreated,
    RefundSucceeded,
    RefundFailed,
    RefundUnknown,
    ShipmentCreated,
    ShipmentUpdated,
    ShipmentDelivered,
    ShipmentCancelled,
    ReturnRequested,
    ReturnApproved,
    ReturnRejected,
    ReturnCancelled,
    ReturnReceived,
    ReturnRefunded,
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


@dataclass(frozen=True, slots=True)
class ShipmentSummary:
    """A parcel as told to others; `lines` are what is in it, at what was paid for that."""

    id: int
    order_id: int
    location_code: str
    carrier: str | None
    tracking_number: str | None
    lines: Sequence[SummaryLine]


class OrdersApi(Protocol):
    async def summaries(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, OrderSummary]:
        """Those of the orders that exist, by id; one statement. Locks nothing."""
        ...

    async def summary(self, order_id: int) -> OrderSummary | None:
        """One order, read outside any transaction."""
        ...

    async def shipment(self, shipment_id: int) -> ShipmentSummary | None:
        """One parcel, read outside any transaction."""
        ...

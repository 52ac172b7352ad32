"""Events of an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from shared.kernel.events import Event


@dataclass(frozen=True, slots=True)
class OrderEvent(Event):
    """The order's state after the event; a higher `version` is newer."""

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
    """The order is stored and its stock is reserved (without an expiry, if no payment is awaited)."""

    type: ClassVar[str] = "orders.order.placed"


@dataclass(frozen=True, slots=True)
class OrderConfirmed(OrderEvent):
    """The order can be shipped."""

    type: ClassVar[str] = "orders.order.confirmed"


@dataclass(frozen=True, slots=True)
class OrderExpired(OrderEvent):
    """The order was not paid in time; its stock was released."""

    type: ClassVar[str] = "orders.order.expired"


@dataclass(frozen=True, slots=True)
class OrderCancelled(OrderEvent):
    """The whole order was cancelled; its stock was released."""

    type: ClassVar[str] = "orders.order.cancelled"


@dataclass(frozen=True, slots=True)
class OrderUpdated(OrderEvent):
    """`fields` names the changed fields, without their contents."""

    type: ClassVar[str] = "orders.order.updated"

    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class OrderMailRequested(OrderEvent):
    """Staff requested a mail to be sent again: `confirmation`, `shipping` of a shipment, or `refund` of an amount."""

    type: ClassVar[str] = "orders.order.mail_requested"

    kind: str
    shipment_id: int | None
    refund_id: int | None
    amount_cents: int | None


@dataclass(frozen=True, slots=True)
class OrderHeld(OrderEvent):
    """The order was put on hold and must not be shipped."""

    type: ClassVar[str] = "orders.order.held"


@dataclass(frozen=True, slots=True)
class OrderReleased(OrderEvent):
    """The hold was released; the order can be shipped again."""

    type: ClassVar[str] = "orders.order.released"


class OrderCompleted(OrderEvent):
    """All units that were not cancelled have been shipped."""

    type = "orders.order.completed"


class OrderErased(OrderEvent):
    """The shipping address of an erased customer's order was erased after the order had ended."""

    type = "orders.order.erased"

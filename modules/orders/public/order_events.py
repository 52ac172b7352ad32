"""What is told of an order itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from shared.kernel.events import Event


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
class OrderMailRequested(OrderEvent):
    """Staff want the buyer to get a mail again: `confirmation`, `shipping` of a parcel, or `refund` of an amount."""

    type: ClassVar[str] = "orders.order.mail_requested"

    kind: str
    shipment_id: int | None
    refund_id: int | None
    amount_cents: int | None


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


class OrderErased(OrderEvent):
    """The address of an erased customer's order, needed until it had ended, is erased now."""

    type = "orders.order.erased"

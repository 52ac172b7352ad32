"""Place a single order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.domain.order.buyer import Details, Guest
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from shared.kernel.commands import Command


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """`order_token` gives a guest access to the order; None for customers."""

    order: Order
    order_token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrderCommand(Command[PlacedOrder]):
    """Also the input of a quote. `customer_id` None: the caller, or the guest in `customer`."""

    items: Sequence[RequestedLine]
    details: Details = field(default_factory=Details)
    shipping_method: str | None = None
    coupon_code: str | None = None
    customer_id: int | None = None
    customer: Guest | None = None
    client_reference: str | None = None
    payment: PaymentInstruction | None = None
    allow_backorder: bool = False

    @property
    def request_id(self) -> str | None:
        """The scope and idempotency key of the request, if it has one."""
        return f"{self.idempotency.key.scope} {self.idempotency.key.key}" if self.idempotency is not None else None


class PlaceOrder(Protocol):
    """`RequestBatcher` implements it: it passes the commands of concurrent callers to `PlaceOrders`."""

    async def __call__(self, command: PlaceOrderCommand) -> PlacedOrder:
        """Raises the error of the rejected order, ReplayedResponse for a repeat, Unavailable if too many wait."""
        ...

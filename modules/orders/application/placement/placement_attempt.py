"""State of one order of a batch while it is placed."""

from dataclasses import dataclass
from functools import partial
from typing import Optional

from modules.orders.application.commands import PlaceOrderCommand
from modules.orders.application.placement.order_terms import OrderTerms
from modules.orders.application.visibility import can_view
from modules.orders.domain.coupons.coupon import CouponHolder
from modules.orders.domain.coupons.redemption import RedemptionRequest
from modules.orders.domain.order.order import Order
from modules.orders.ports.orders.order_repository import Reference
from shared.kernel.idempotency import Reply


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """`order_token` gives a guest access to the order; None for customers."""

    order: Order
    order_token: str | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """A command with its idempotency key and response renderer."""

    command: PlaceOrderCommand
    reply: Reply[PlacedOrder] | None = None

    @property
    def once(self) -> str | None:
        """The scope and idempotency key of the request, if it has one."""
        if self.reply is not None:
            return f"{self.reply.claim.scope} {self.reply.claim.key}"
        return None


@dataclass(slots=True)
class Attempt:
    """`duplicate_of`: an earlier attempt of the batch with the same reference.

    `email`: address of the registered customer who redeems a coupon.
    """

    placement: Placement
    terms: OrderTerms | None = None
    email: str | None = None
    duplicate_of: Optional["Attempt"] = None
    outcome: PlacedOrder | Exception | None = None

    @property
    def is_open(self) -> bool:
        return self.outcome is None and self.duplicate_of is None

    @property
    def reference(self) -> Reference | None:
        text = self.placement.command.client_reference
        if text is None or self.terms is None:
            return None
        return Reference(self.terms.buyer.reference_scope, text)

    @property
    def redemption(self) -> RedemptionRequest | None:
        code = self.placement.command.coupon_code
        if code is None or self.terms is None:
            return None
        seen_by_caller = partial(can_view, self.placement.command.principal)
        return RedemptionRequest(code, CouponHolder.of(self.terms.buyer, self.email, seen_by_caller))

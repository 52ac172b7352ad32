"""State of one order of a batch while it is placed."""

from dataclasses import dataclass
from typing import Optional

from modules.orders.application.placement.order_terms import OrderTerms
from modules.orders.application.placement.place_order import PlacedOrder, PlaceOrderCommand
from modules.orders.ports.orders.order_repository import Reference
from modules.orders.ports.promotions import CouponRequest


@dataclass(slots=True)
class Attempt:
    """`duplicate_of`: an earlier attempt of the batch with the same reference.

    `email`: address of the registered customer who redeems a coupon.
    """

    command: PlaceOrderCommand
    terms: OrderTerms | None = None
    email: str | None = None
    duplicate_of: Optional["Attempt"] = None
    outcome: PlacedOrder | Exception | None = None

    @property
    def is_open(self) -> bool:
        return self.outcome is None and self.duplicate_of is None

    @property
    def reference(self) -> Reference | None:
        text = self.command.client_reference
        if text is None or self.terms is None:
            return None
        return Reference(self.terms.buyer.reference_scope, text)

    def coupon_request(self, order_id: int) -> CouponRequest | None:
        code = self.command.coupon_code
        if code is None or self.terms is None:
            return None
        return CouponRequest(order_id=order_id, code=code, buyer=self.terms.buyer, email=self.email)

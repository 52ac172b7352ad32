"""The customer who redeems a coupon."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shared.kernel.values.email import canonical

MAX_UNPAID_LISTED = 5


@dataclass(frozen=True, slots=True)
class CouponHolder:
    """Redemptions are counted by `name` (`customer:7`, `guest:` and the canonical e-mail address) and by canonical
    `email`, so that an account and a guest with the same address count as one customer. Both are None if the request
    names no buyer. Anonymous callers do not learn that a coupon is exhausted.
    """

    name: str | None
    email: str | None = None
    is_anonymous: bool = False

    @classmethod
    def of(cls, customer_id: int | None, email: str | None, *, is_anonymous: bool = False) -> "CouponHolder":
        """`email`: the address of the customer's account, or the guest's."""
        address = canonical(email) if email else None
        if customer_id is not None:
            return cls(f"customer:{customer_id}", address, is_anonymous)
        return cls(f"guest:{address}" if address else None, address, is_anonymous)

    def is_same(self, other: "CouponHolder") -> bool:
        """Whether both count as one customer."""
        return self.name == other.name or (self.email is not None and self.email == other.email)


class CouponUsage(NamedTuple):
    """The number of orders that hold a customer's redemptions. `unpaid_order_ids` lists the newest unpaid ones, at
    most `MAX_UNPAID_LISTED`.
    """

    orders: int = 0
    unpaid_order_ids: Sequence[int] = ()

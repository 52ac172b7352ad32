"""A new coupon."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modules.orders.domain.coupon import TERMS, Coupon
from modules.orders.ports.unit_of_work import Begin
from shared.kernel.events import Cause
from shared.kernel.idempotency import Reply
from shared.kernel.transaction import AuditLine


@dataclass(frozen=True, slots=True)
class NewCoupon:
    """`terms` by the names of the coupon's fields; what is left out is no limit."""

    cause: Cause
    code: str
    terms: Mapping[str, Any]


class CreateCoupon:
    """Raises Invalid, Conflict `coupon_taken`."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: NewCoupon, reply: Reply[Coupon] | None = None) -> Coupon:
        async with self._begin(reply.claim if reply else None) as work:
            now = work.tx.now
            terms = {**dict.fromkeys(TERMS), "active": True, **command.terms}
            coupon = Coupon(command.code, **terms, redeemed=0, version=1, created_at=now, updated_at=now)
            await work.coupons.add(coupon)
            set_ = {name: value for name, value in terms.items() if value is not None}
            work.tx.audit(AuditLine("coupon.created", f"coupon:{coupon.code}", command.cause, set_))
            await work.commit(reply, coupon)
        return coupon

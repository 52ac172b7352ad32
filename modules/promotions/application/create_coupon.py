"""Create a coupon."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modules.promotions.domain.coupon import TERMS, Coupon, new_coupon
from modules.promotions.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCouponCommand(Command[Coupon]):
    """`terms`: values by field name; omitted terms set no limit."""

    code: str
    terms: Mapping[str, Any]


class CreateCoupon:
    """Raises Invalid, Conflict `coupon_taken`."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: CreateCouponCommand) -> Coupon:
        async with self._begin(command) as work:
            coupon = new_coupon(command.code, command.terms, work.tx.now)
            await work.coupons.add(coupon)
            work.tx.audit(
                AuditEntry(
                    "coupon.created",
                    resource=f"coupon:{coupon.code}",
                    metadata=command.metadata,
                    changes=terms_set(coupon),
                )
            )
            await work.commit(coupon)
        return coupon


def terms_set(coupon: Coupon) -> dict[str, object]:
    """The terms that are set, for the audit."""
    terms = {name: getattr(coupon, name) for name in TERMS}
    return {name: value for name, value in terms.items() if value is not None}

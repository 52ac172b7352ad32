"""Change the terms of a coupon. Orders that redeemed it keep their discount."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modules.promotions.domain.coupon import TERMS, Coupon
from modules.promotions.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCouponCommand(Command[Coupon]):
    """`terms`: new values by field name."""

    code: str
    terms: Mapping[str, Any]
    expected_version: int | None = None


class ChangeCoupon:
    """Raises NotFound, VersionMismatch, and Invalid, also for a limit below the current redemptions."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ChangeCouponCommand) -> Coupon:
        async with self._begin(command) as work:
            coupon = await work.coupons.get(command.code)
            if coupon is None:
                raise NotFound("coupon")
            changed = coupon.change(command.terms, work.tx.now, command.expected_version)
            if changed is not coupon:
                work.coupons.save(changed)
                changes = changed_terms(coupon, changed)
                work.tx.audit(
                    AuditEntry(
                        "coupon.changed", resource=f"coupon:{coupon.code}", metadata=command.metadata, changes=changes
                    )
                )
            await work.commit(changed)
        return changed


def changed_terms(old: Coupon, new: Coupon) -> dict[str, object]:
    """Old and new values of the changed terms, for the audit."""
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in TERMS}
    return {name: {"old": before, "new": after} for name, (before, after) in pairs.items() if before != after}

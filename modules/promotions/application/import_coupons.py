"""Import coupons from lines of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modules.promotions.application.change_coupon import changed_terms
from modules.promotions.application.create_coupon import terms_set
from modules.promotions.domain.coupon import new_coupon
from modules.promotions.ports.unit_of_work import Join
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import AuditEntry, Transaction


@dataclass(frozen=True, slots=True)
class CouponRow:
    """A line of the import: the coupon's code and the terms to set; `number` is the line number."""

    number: int
    code: str
    terms: Mapping[str, Any]


class ImportCoupons:
    """Creates or updates coupons in the caller's transaction, with a fixed number of statements.

    Each code occurs at most once.
    """

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(
        self, tx: Transaction, rows: Sequence[CouponRow], metadata: EventMetadata
    ) -> Sequence[tuple[int, FieldError]]:
        """The errors by line number; all other lines are imported."""
        coupons = self._join(tx).coupons
        known = await coupons.get_many(sorted(row.code for row in rows))
        added, errors = [], list[tuple[int, FieldError]]()
        for row in rows:
            before = known.get(row.code)
            try:
                after = before.change(row.terms, tx.now) if before else new_coupon(row.code, row.terms, tx.now)
            except Invalid as error:
                errors += [(row.number, each) for each in error.errors]
                continue
            name = f"coupon:{after.code}"
            if before is None:
                added.append(after)
                tx.audit(AuditEntry("coupon.created", resource=name, metadata=metadata, changes=terms_set(after)))
            elif after is not before:
                coupons.save(after)
                tx.audit(
                    AuditEntry("coupon.changed", resource=name, metadata=metadata, changes=changed_terms(before, after))
                )
        await coupons.add(*added)
        return errors

"""The module's doctor checks."""

from collections.abc import Sequence

from modules.promotions.ports.integrity import IntegrityQueries
from shared.kernel.module import Check


def checks(integrity: IntegrityQueries) -> Sequence[Check]:
    return [
        Check(
            "promotions.counters_match_redemptions",
            "coupons count their redemptions and stay within their limits",
            integrity.wrong_counters,
        )
    ]

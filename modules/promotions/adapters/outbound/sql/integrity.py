"""The statement of the module's check; it selects `subject` and `detail` of the violations."""

from collections.abc import Sequence

from shared.infra.sql.transaction import sql
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

_WRONG_COUNTERS = """
    SELECT 'coupon:' || coalesce(c.code, r.code) AS subject,
           CASE WHEN c.code IS NULL THEN 'redeemed by ' || r.live || ' orders, but there is none'
                ELSE 'redeemed ' || c.redeemed || ' times of ' || coalesce(c.max_redemptions::text, 'any number')
                     || ', but by ' || coalesce(r.live, 0) || ' orders' END AS detail
    FROM promotions.coupons c
    FULL JOIN (
        SELECT code, count(*) AS live FROM promotions.coupon_redemptions WHERE state <> 'released' GROUP BY code
    ) r ON r.code = c.code
    WHERE c.redeemed IS DISTINCT FROM coalesce(r.live, 0) OR c.redeemed > c.max_redemptions
"""


class SqlIntegrity:
    """Implements the port `IntegrityQueries`."""

    async def wrong_counters(self, snapshot: Transaction) -> Sequence[Violation]:
        return [Violation(row["subject"], row["detail"]) for row in await sql(snapshot).fetch(_WRONG_COUNTERS)]

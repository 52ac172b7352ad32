"""Redemptions in PostgreSQL."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict

from modules.promotions.adapters.outbound.sql.coupons import LOCK, SELECT
from modules.promotions.adapters.outbound.sql.tables import coupon_redemptions, coupons
from modules.promotions.domain.coupon import Coupon
from modules.promotions.domain.coupon_kinds import DiscountTerms
from modules.promotions.domain.customer import MAX_UNPAID_LISTED, CouponHolder, CouponUsage
from modules.promotions.domain.redemption import Redemption, RedemptionCounter, RedemptionRequest
from modules.promotions.public import StoredRedemption
from shared.infra.sql.transaction import SqlTransaction

_USAGE = """
    SELECT a.code, a.customer, count(*) AS redeemed,
           array_agg(r.order_id ORDER BY r.order_id DESC) FILTER (WHERE r.state = 'reserved') AS unpaid
    FROM unnest($1::text[], $2::text[], $3::text[]) AS a(code, customer, email)
    JOIN promotions.coupon_redemptions r ON r.code = a.code AND (r.customer = a.customer OR r.email = a.email)
    WHERE r.state <> 'released' GROUP BY a.code, a.customer
"""
_CONSUME = """
    UPDATE promotions.coupon_redemptions SET state = 'consumed' WHERE order_id = $1 AND state = 'reserved'
"""
_REASSIGN = "UPDATE promotions.coupon_redemptions SET customer = $2, email = coalesce($3, email) WHERE order_id = $1"
_RELEASE = """
    WITH released AS (
        UPDATE promotions.coupon_redemptions SET state = 'released' WHERE order_id = $1 AND state = 'reserved'
        RETURNING code
    )
    UPDATE promotions.coupons c SET redeemed = c.redeemed - 1, version = c.version + 1, updated_at = $2
    FROM released WHERE c.code = released.code
"""
_TERMS = "SELECT terms FROM promotions.coupon_redemptions WHERE order_id = $1"
_SAVE_SHIPPING_DISCOUNT = """
    UPDATE promotions.coupon_redemptions SET shipping_discount_cents = $2 WHERE order_id = $1
"""
_ERASE_EMAILS = """
    UPDATE promotions.coupon_redemptions
    SET email = NULL, customer = CASE WHEN starts_with(customer, 'guest:') THEN 'erased' ELSE customer END
    WHERE order_id = ANY($1::bigint[]) AND (email IS NOT NULL OR starts_with(customer, 'guest:'))
"""
_AFTER = """
    SELECT order_id, code, state, discount_cents + shipping_discount_cents FROM promotions.coupon_redemptions
    WHERE order_id > $1 ORDER BY order_id LIMIT $2
"""


class SqlRedemptionRepository:
    """Implements the port `RedemptionRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def lock(self, requests: Collection[RedemptionRequest]) -> RedemptionCounter:
        # Usage needs a separate statement: a statement that waits for the lock still reads the old counts.
        return await self._counter(LOCK, requests)

    async def count(self, request: RedemptionRequest) -> RedemptionCounter:
        return await self._counter(SELECT, [request])

    async def _counter(self, select_coupons: str, requests: Collection[RedemptionRequest]) -> RedemptionCounter:
        if not requests:
            return RedemptionCounter({}, {})
        codes = sorted({each.code for each in requests})
        found = {row["code"]: Coupon(*row) for row in await self._tx.fetch(select_coupons, codes)}
        emails = {(each.code, each.holder.name or ""): each.holder.email for each in requests}
        rows = await self._tx.fetch(
            _USAGE, [code for code, _ in emails], [name for _, name in emails], list(emails.values())
        )
        usage = {
            (row["code"], row["customer"]): CouponUsage(row["redeemed"], (row["unpaid"] or [])[:MAX_UNPAID_LISTED])
            for row in rows
        }
        return RedemptionCounter(found, usage)

    def add(self, redemptions: Collection[Redemption], counted: Iterable[Coupon]) -> None:
        now = self._tx.now
        self._tx.insert(
            coupon_redemptions,
            [
                {
                    "order_id": each.order_id,
                    "code": each.code,
                    "customer": each.holder.name,
                    "email": each.holder.email,
                    "state": each.state,
                    "terms": asdict(each.terms),
                    "discount_cents": each.discount.items_cents,
                    "shipping_discount_cents": each.discount.shipping_cents,
                    "created_at": now,
                }
                for each in redemptions
            ],
        )
        self._tx.update(
            coupons,
            ("code",),
            [
                {
                    "code": coupon.code,
                    "redeemed": coupon.redeemed,
                    "version": coupon.version,
                    "updated_at": coupon.updated_at,
                }
                for coupon in counted
            ],
        )

    async def consume(self, order_id: int) -> None:
        await self._tx.fetch(_CONSUME, order_id)

    async def release(self, order_id: int) -> None:
        await self._tx.fetch(_RELEASE, order_id, self._tx.now)

    async def reassign(self, order_id: int, holder: CouponHolder) -> None:
        await self._tx.fetch(_REASSIGN, order_id, holder.name, holder.email)

    async def get_terms(self, order_id: int) -> DiscountTerms | None:
        row = await self._tx.fetch_one(_TERMS, order_id)
        return DiscountTerms(**row["terms"]) if row is not None else None

    async def save_shipping_discount(self, order_id: int, cents: int) -> None:
        await self._tx.fetch(_SAVE_SHIPPING_DISCOUNT, order_id, cents)

    async def erase_emails(self, order_ids: Sequence[int]) -> None:
        await self._tx.fetch(_ERASE_EMAILS, list(order_ids))

    async def list_after(self, order_id: int, limit: int) -> Sequence[StoredRedemption]:
        return [StoredRedemption(*row) for row in await self._tx.fetch(_AFTER, order_id, limit)]

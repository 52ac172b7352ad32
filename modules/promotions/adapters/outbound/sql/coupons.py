"""Coupons and redemptions in PostgreSQL."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from modules.orders.adapters.outbound.sql.order_loading import CLAIM, Row
from modules.orders.adapters.outbound.sql.tables import coupon_redemptions, coupons
from modules.orders.domain.order.buyer import Buyer
from modules.orders.domain.order.order import Order
from modules.promotions.domain.coupon import MAX_UNPAID_LISTED, Coupon, CouponHolder, CouponUsage
from modules.promotions.domain.redemption import RedemptionCounter, RedemptionRequest, RedemptionState
from modules.promotions.ports.coupons import CouponFilter
from shared.infra.sql.keyset import fetch_page
from shared.infra.sql.transaction import SqlReading, SqlTransaction
from shared.kernel.paging import Page, PageRequest

_COLUMNS = ", ".join(column.name for column in coupons.columns)
_MANY = f"SELECT {_COLUMNS} FROM orders.coupons WHERE code = ANY($1::text[]) ORDER BY code"  # noqa: S608
_LOCKED = f"{_MANY} FOR NO KEY UPDATE"
_BUYER = f"json_build_array(o.id, o.customer_id, o.placed_by, {CLAIM})"
_USES = f"""
    SELECT a.code, a.customer, count(*) AS redeemed,
           json_agg({_BUYER} ORDER BY o.id DESC) FILTER (WHERE o.id IS NOT NULL) AS unpaid
    FROM unnest($1::text[], $2::text[], $3::text[]) AS a(code, customer, email)
    JOIN orders.coupon_redemptions r ON r.code = a.code AND (r.customer = a.customer OR r.email = a.email)
    LEFT JOIN orders.orders o ON o.id = r.order_id AND r.state = 'reserved'
    WHERE r.state <> 'released' GROUP BY a.code, a.customer
"""  # noqa: S608
_CONSUME = """
    UPDATE orders.coupon_redemptions SET state = 'consumed' WHERE order_id = $1 AND state = 'reserved'
"""
_REASSIGN = "UPDATE orders.coupon_redemptions SET customer = $2, email = coalesce($3, email) WHERE order_id = $1"
_RELEASE = """
    WITH released AS (
        UPDATE orders.coupon_redemptions SET state = 'released' WHERE order_id = $1 AND state = 'reserved'
        RETURNING code
    )
    UPDATE orders.coupons c SET redeemed = c.redeemed - 1, version = c.version + 1, updated_at = $2
    FROM released WHERE c.code = released.code
"""
_SORTS = {name: coupons.c[name] for name in ("code", "created_at", "updated_at")}


class SqlCouponRepository:
    """The port `Coupons`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def lock(self, wanted: Collection[RedemptionRequest]) -> RedemptionCounter:
        # Counts need a separate statement: a statement that waits for the lock still reads the old counts.
        return await _redeeming(self._tx, _LOCKED, wanted)

    def redeem(self, orders: Iterable[Order], redeeming: RedemptionCounter) -> None:
        redeemed = [order for order in orders if order.coupon_code]
        rows = [_redemption_row(order, redeeming.redeemer_of(order.id)) for order in redeemed]
        self._tx.insert(coupon_redemptions, rows)
        self._tx.update(coupons, ("code",), map(_counter_row, redeeming.changed_coupons))

    async def consume(self, order: Order) -> None:
        if order.coupon_code is not None:
            await self._tx.fetch(_CONSUME, order.id)

    async def reassign(self, order: Order) -> None:
        if order.coupon_code is not None:
            buyer = CouponHolder.of(order.buyer)
            await self._tx.fetch(_REASSIGN, order.id, buyer.name, buyer.email)

    async def release(self, order: Order) -> None:
        if order.coupon_code is not None:
            await self._tx.fetch(_RELEASE, order.id, self._tx.now)

    async def get(self, code: str) -> Coupon | None:
        return (await self.get_many([code])).get(code)

    async def get_many(self, codes: Collection[str]) -> Mapping[str, Coupon]:
        return {row["code"]: Coupon(*row) for row in await self._tx.fetch(_LOCKED, list(codes))}

    async def add(self, *added: Coupon) -> None:
        self._tx.insert(coupons, map(asdict, added))
        await self._tx.flush()

    def save(self, coupon: Coupon) -> None:
        self._tx.update(coupons, ("code",), [asdict(coupon)])


class SqlCouponQueries:
    """The port `CouponRecords`."""

    def __init__(self, reading: SqlReading) -> None:
        self._reading = reading

    async def get(self, code: str) -> Coupon | None:
        row = await self._reading.fetch_one(_MANY, [code])
        return None if row is None else Coupon(*row)

    async def list_coupons(self, where: CouponFilter, wanted: PageRequest) -> Page[Coupon]:
        query = select(coupons)
        if where.active is not None:
            query = query.where(coupons.c.active == where.active)
        if where.q:
            query = query.where(coupons.c.code.icontains(where.q, autoescape=True))
        return await fetch_page(self._reading, query, _SORTS, wanted, _coupon, exact=where == CouponFilter())

    async def count_redemptions(self, wanted: RedemptionRequest) -> RedemptionCounter:
        return await _redeeming(self._reading, _MANY, [wanted])


async def _redeeming(reading: SqlReading, many: str, wanted: Collection[RedemptionRequest]) -> RedemptionCounter:
    if not wanted:
        return RedemptionCounter({}, {})
    found = [Coupon(*row) for row in await reading.fetch(many, sorted({each.code for each in wanted}))]
    asked = {(each.code, each.redeemer.name or ""): each.redeemer.email for each in wanted}
    codes, names = [code for code, _ in asked], [name for _, name in asked]
    rows = await reading.fetch(_USES, codes, names, list(asked.values()))
    return RedemptionCounter(
        {coupon.code: coupon for coupon in found},
        {(row["code"], row["customer"]): _uses(row) for row in rows},
    )


def _uses(row: Row) -> CouponUsage:
    unpaid = (row["unpaid"] or ())[:MAX_UNPAID_LISTED]
    return CouponUsage(
        row["redeemed"], [(id_, Buyer(customer, None, by, claim)) for id_, customer, by, claim in unpaid]
    )


def _redemption_row(order: Order, redeemer: CouponHolder) -> dict[str, object]:
    return {
        "order_id": order.id,
        "code": order.coupon_code,
        "customer": redeemer.name,
        "email": redeemer.email,
        "state": RedemptionState.of_new(order),
        "discount_cents": order.totals.discount_cents,
        "created_at": order.created_at,
    }


def _counter_row(coupon: Coupon) -> dict[str, object]:
    return {
        "code": coupon.code,
        "redeemed": coupon.redeemed,
        "version": coupon.version,
        "updated_at": coupon.updated_at,
    }


def _coupon(row: Mapping[Any, Any]) -> Coupon:
    return Coupon(**{column.name: row[column.name] for column in coupons.columns})

"""Coupons in PostgreSQL."""

from collections.abc import Collection, Mapping
from dataclasses import asdict

from sqlalchemy import RowMapping, select

from modules.promotions.adapters.outbound.sql.tables import coupons
from modules.promotions.domain.coupon import Coupon
from modules.promotions.ports.coupons import CouponFilter
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.paging import Page, PageRequest

_COLUMNS = ", ".join(column.name for column in coupons.columns)
SELECT = f"SELECT {_COLUMNS} FROM promotions.coupons WHERE code = ANY($1::text[]) ORDER BY code"  # noqa: S608 our own columns
LOCK = f"{SELECT} FOR NO KEY UPDATE"
_SORTS = {name: coupons.c[name] for name in ("code", "created_at", "updated_at")}


class SqlCouponRepository:
    """Implements the port `CouponRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def get(self, code: str) -> Coupon | None:
        return (await self.get_many([code])).get(code)

    async def get_many(self, codes: Collection[str]) -> Mapping[str, Coupon]:
        return {row["code"]: Coupon(*row) for row in await self._tx.fetch(LOCK, list(codes))}

    async def add(self, *added: Coupon) -> None:
        self._tx.insert(coupons, map(asdict, added))
        await self._tx.flush()

    def save(self, coupon: Coupon) -> None:
        self._tx.update(coupons, ("code",), [asdict(coupon)])


class SqlCouponQueries:
    """Implements the port `CouponQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, code: str) -> Coupon | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(SELECT, [code])
        return None if row is None else Coupon(*row)

    async def list_coupons(self, where: CouponFilter, wanted: PageRequest) -> Page[Coupon]:
        query = select(coupons)
        if where.active is not None:
            query = query.where(coupons.c.active == where.active)
        if where.q:
            query = query.where(coupons.c.code.icontains(where.q, autoescape=True))
        async with self._database.snapshot() as reading:
            return await fetch_page(reading, query, _SORTS, wanted=wanted, item=_coupon, exact=where == CouponFilter())


def _coupon(row: RowMapping) -> Coupon:
    return Coupon(**{column.name: row[column.name] for column in coupons.columns})

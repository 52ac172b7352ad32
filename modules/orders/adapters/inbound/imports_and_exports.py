"""Imports and exports of coupons and orders as tables."""

from collections.abc import Sequence

from pydantic import ConfigDict

from modules.orders.adapters.inbound.http.orders import Filters
from modules.orders.adapters.inbound.http.rendering.orders import order_bytes
from modules.orders.adapters.inbound.http.responses.orders import OrderOut
from modules.orders.application.queries.order_queries import SelectOrders
from modules.orders.domain.order.order import Order
from modules.orders.ports.orders.order_queries import OpenQueryScope, OrderFilter
from modules.promotions.adapters.inbound.http.requests import Code, CouponChangeIn, CouponOut, coupon_out, terms_of
from modules.promotions.application.import_coupons import CouponRow, ImportCoupons
from modules.promotions.domain.coupon import Coupon
from modules.promotions.ports.coupons import CouponFilter
from shared.infra.http.csv.cells import CellReader, boolean, integer, line_errors, text
from shared.infra.http.csv.export import exportable
from shared.infra.http.requests.fields import InModel, Line
from shared.kernel.import_export import Exportable, Importable, ImportContext, LineError
from shared.kernel.import_export import Line as TableLine
from shared.kernel.paging import Page, PageRequest
from shared.kernel.transaction import Transaction

READERS = ("orders:read",)


class CouponCells(CouponChangeIn):
    code: Code


class CouponFilters(InModel):
    q: Line | None = None
    active: bool | None = None


class OrderFilters(Filters):
    model_config = ConfigDict(extra="forbid")


_LIMITS = (
    "percent_bps",
    "amount_cents",
    "min_subtotal_cents",
    "max_discount_cents",
    "max_redemptions",
    "max_per_customer",
)
_COUPONS = CellReader(
    CouponCells,
    {"code": text, **dict.fromkeys(_LIMITS, integer), "starts_at": text, "ends_at": text, "active": boolean},
    nullable=[*_LIMITS, "starts_at", "ends_at"],
)


def imports(import_coupons: ImportCoupons) -> list[Importable]:
    async def coupons(tx: Transaction, lines: Sequence[TableLine], errand: ImportContext) -> Sequence[LineError]:
        cells, errors = _COUPONS.read_all(lines)
        rows = [CouponRow(line, each.code, terms_of(each)) for line, each in cells]
        return errors + line_errors(await import_coupons(tx, rows, errand.metadata))

    return [
        Importable(
            type="coupons",
            scope="coupons:write",
            columns=_COUPONS.names,
            required=["code"],
            key=lambda cells: (cells["code"],),
            apply=coupons,
            ignored_columns=_COUPONS.export_only_columns(CouponOut),
        )
    ]


def exports(select: SelectOrders, look: OpenQueryScope) -> list[Exportable]:
    async def orders(where: OrderFilters, wanted: PageRequest) -> Page[Order]:
        return (await select(OrderFilter(**where.model_dump(exclude_none=True)), wanted)).page

    async def coupons(where: CouponFilters, wanted: PageRequest) -> Page[Coupon]:
        async with look() as view:
            return await view.coupons.list_coupons(CouponFilter(where.q, where.active), wanted)

    lines = exportable(
        "orders", READERS, OrderFilters, OrderOut, orders, _order, sort=["id"], personal=True, each="items"
    )
    return [
        exportable(
            "orders",
            READERS,
            OrderFilters,
            OrderOut,
            orders,
            _order,
            sort=["id"],
            personal=True,
            layouts={"lines": lines},
        ),
        exportable("coupons", ["coupons:read"], CouponFilters, CouponOut, coupons, coupon_out, sort=["code"]),
    ]


def _order(order: Order) -> bytes:
    return order_bytes(order, to_owner=False)

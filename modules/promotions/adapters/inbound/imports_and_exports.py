"""Import and export of coupons as tables."""

from collections.abc import Sequence

from modules.promotions.adapters.inbound.http.requests import Code, CouponChangeIn, terms_of
from modules.promotions.adapters.inbound.http.responses import CouponOut, coupon_out
from modules.promotions.application.import_coupons import CouponRow, ImportCoupons
from modules.promotions.domain.coupon import Coupon
from modules.promotions.ports.coupons import CouponFilter, CouponQueries
from shared.infra.http.csv.cells import CellReader, boolean, integer, line_errors, text
from shared.infra.http.csv.export import exportable
from shared.infra.http.requests.fields import InModel, Line
from shared.kernel.import_export import Exportable, Importable, ImportContext, LineError
from shared.kernel.import_export import Line as TableLine
from shared.kernel.paging import Page, PageRequest
from shared.kernel.transaction import Transaction


class CouponCells(CouponChangeIn):
    code: Code


class CouponFilters(InModel):
    q: Line | None = None
    active: bool | None = None


_LIMITS = (
    "percent_bps",
    "amount_cents",
    "min_subtotal_cents",
    "max_discount_cents",
    "max_redemptions",
    "max_per_customer",
)
_READER = CellReader(
    CouponCells,
    {
        "code": text,
        "kind": text,
        **dict.fromkeys(_LIMITS, integer),
        "starts_at": text,
        "ends_at": text,
        "active": boolean,
    },
    nullable=[*_LIMITS, "starts_at", "ends_at"],
)


def imports(import_coupons: ImportCoupons) -> list[Importable]:
    async def apply(tx: Transaction, lines: Sequence[TableLine], context: ImportContext) -> Sequence[LineError]:
        cells, errors = _READER.read_all(lines)
        rows = [CouponRow(line, each.code, terms_of(each)) for line, each in cells]
        return errors + line_errors(await import_coupons(tx, rows, context.metadata))

    return [
        Importable(
            type="coupons",
            scope="coupons:write",
            columns=_READER.names,
            required=["code"],
            key=lambda cells: (cells["code"],),
            apply=apply,
            ignored_columns=_READER.export_only_columns(CouponOut),
        )
    ]


def exports(queries: CouponQueries) -> list[Exportable]:
    async def coupons(where: CouponFilters, wanted: PageRequest) -> Page[Coupon]:
        return await queries.list_coupons(CouponFilter(where.q, where.active), wanted)

    return [
        exportable(
            "coupons", ["coupons:read"], CouponFilters, columns=CouponOut, page=coupons, out=coupon_out, sort=["code"]
        )
    ]

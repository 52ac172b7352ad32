"""Loads an order with lines, payments and refunds as one row, so that all are of one snapshot."""

from collections.abc import Mapping
from typing import Any, Protocol

from modules.orders.adapters.outbound.sql.payment_rows import PAYMENTS, REFUNDS, payment_of, refund_of
from modules.orders.domain.order.buyer import Address, Buyer, Details, Guest
from modules.orders.domain.order.erasure import Erasure
from modules.orders.domain.order.hold import Hold
from modules.orders.domain.order.line import Line
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.pricing import Shipping, Totals
from modules.orders.domain.order.status import FulfillmentStatus, PaymentStatus, ReturnStatus, Status

LINES = "(SELECT json_agg(l ORDER BY l.line_id) FROM orders.order_lines l WHERE l.order_id = o.id)"
CLAIM = """(
    SELECT v.customer_id FROM orders.verified_customers v WHERE o.customer_id IS NULL AND v.email = o.guest_email
)"""
PARTS = {"claimed_by": CLAIM, "lines": LINES, "payments": PAYMENTS, "refunds": REFUNDS}
SELECT = f"SELECT o.*, {', '.join(f'{sql} AS {name}' for name, sql in PARTS.items())} FROM orders.orders o "  # noqa: S608


class Row(Protocol):
    """A row of the driver or of SQLAlchemy."""

    def __getitem__(self, name: str, /) -> Any: ...


def order_of(row: Row) -> Order:
    return Order(
        id=row["id"],
        buyer=_buyer(row),
        currency=row["currency"],
        lines=[_line(line) for line in row["lines"] or ()],
        totals=Totals(
            row["subtotal_cents"],
            row["discount_cents"],
            row["shipping_cents"],
            row["shipping_tax_cents"],
            row["tax_cents"],
            row["total_cents"],
        ),
        shipping=Shipping(
            row["shipping_method"],
            row["shipping_cents"],
            row["shipping_tax_rate_bps"],
            row["shipping_discount_cents"],
        ),
        prices_include_tax=row["prices_include_tax"],
        details=Details(
            address_of(row["shipping_address"]),
            address_of(row["billing_address"]),
            row["tax_id"],
            row["note"],
            row["metadata"],
        ),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        payment_due_at=row["payment_due_at"],
        client_reference=row["client_reference"],
        coupon_code=row["coupon_code"],
        payment_method=row["payment_method"],
        cancelled_cents=row["cancelled_cents"],
        credited_cents=row["credited_cents"],
        credited_shipping_cents=row["credited_shipping_cents"],
        delivered_units=row["delivered_units"],
        paid_cents=row["paid_cents"],
        refunded_cents=row["refunded_cents"],
        status=Status(row["status"]),
        payment_status=PaymentStatus(row["payment_status"]),
        fulfillment_status=FulfillmentStatus(row["fulfillment_status"]),
        return_status=ReturnStatus(row["return_status"]),
        hold=Hold(row["hold_reason"], row["held_since"]) if row["hold_reason"] is not None else None,
        erasure=Erasure(row["erasure"]) if row["erasure"] else None,
        version=row["version"],
        sequence=row["sequence"],
        payments=tuple(payment_of(payment) for payment in row["payments"] or ()),
        refunds=tuple(refund_of(refund) for refund in row["refunds"] or ()),
    )


def _buyer(row: Row) -> Buyer:
    guest = Guest(**row["guest"]) if row["guest"] else None
    return Buyer(row["customer_id"], guest, row["placed_by"], row["claimed_by"])


def _line(values: dict[str, Any]) -> Line:
    del values["order_id"]
    return Line(**values)


def address_of(values: Mapping[str, Any] | None) -> Address | None:
    return Address(**values) if values else None

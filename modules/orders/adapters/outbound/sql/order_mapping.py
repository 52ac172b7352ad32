"""Map orders to rows and back.

An order is loaded with its lines, payments and refunds as one row, so that all are of one snapshot.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import orjson

from modules.orders.adapters.outbound.sql.payment_mapping import PAYMENTS, REFUNDS, payment_of, refund_of
from modules.orders.domain.order.buyer import BUYER_TEXTS, Address, Buyer, Details, Guest
from modules.orders.domain.order.erasure import Erasure
from modules.orders.domain.order.hold import Hold
from modules.orders.domain.order.line import Line
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.pricing import Shipping, Totals
from modules.orders.domain.order.status import FulfillmentStatus, OrderStatus, PaymentStatus, ReturnStatus
from shared.infra.sql.bulk.bulk_writer import Row

LINES = "(SELECT json_agg(l ORDER BY l.line_id) FROM orders.order_lines l WHERE l.order_id = o.id)"
CLAIM = """(
    SELECT v.customer_id FROM orders.verified_customers v WHERE o.customer_id IS NULL AND v.email = o.guest_email
)"""
PARTS = {"claimed_by": CLAIM, "lines": LINES, "payments": PAYMENTS, "refunds": REFUNDS}
SELECT = f"SELECT o.*, {', '.join(f'{sql} AS {name}' for name, sql in PARTS.items())} FROM orders.orders o "  # noqa: S608


class FoundRow(Protocol):
    """A row of the driver or of SQLAlchemy."""

    def __getitem__(self, name: str, /) -> Any: ...


def row_of(order: Order) -> dict[str, object]:
    """All columns, mutable and immutable."""
    buyer, totals, shipping = order.buyer, order.totals, order.shipping
    guest = buyer.guest
    return {
        **changing_row_of(order),
        "customer_id": buyer.customer_id,
        "guest": guest,
        "guest_email": guest.email.lower() if guest else None,
        "placed_by": buyer.placed_by,
        "currency": order.currency,
        "prices_include_tax": order.prices_include_tax,
        "subtotal_cents": totals.subtotal_cents,
        "discount_cents": totals.discount_cents,
        "shipping_cents": totals.shipping_cents,
        "shipping_tax_cents": totals.shipping_tax_cents,
        "shipping_discount_cents": shipping.discount_cents,
        "tax_cents": totals.tax_cents,
        "total_cents": totals.total_cents,
        "coupon_code": order.coupon_code,
        "shipping_method": shipping.method,
        "shipping_tax_rate_bps": shipping.tax_rate_bps,
        "reference_scope": buyer.reference_scope if order.client_reference is not None else None,
        "client_reference": order.client_reference,
        "created_at": order.created_at,
    }


def terms_of(order: Order) -> Sequence[object]:
    """Columns set when an order is placed that can be updated: id, guest, guest_email, shipping_method,
    shipping_tax_rate_bps, shipping_cents, shipping_tax_cents, tax_cents, total_cents, shipping_discount_cents.
    """
    guest, shipping, totals = order.buyer.guest, order.shipping, order.totals
    return (
        order.id,
        orjson.dumps(guest).decode() if guest else None,
        guest.email.lower() if guest else None,
        shipping.method,
        shipping.tax_rate_bps,
        totals.shipping_cents,
        totals.shipping_tax_cents,
        totals.tax_cents,
        totals.total_cents,
        shipping.discount_cents,
    )


def changing_row_of(order: Order) -> dict[str, object]:
    details, hold = order.details, order.hold
    return {
        "id": order.id,
        "status": order.status,
        "payment_status": order.payment_status,
        "fulfillment_status": order.fulfillment_status,
        "return_status": order.return_status,
        "cancelled_cents": order.cancelled_cents,
        "credited_cents": order.credited_cents,
        "credited_shipping_cents": order.credited_shipping_cents,
        "delivered_units": order.delivered_units,
        "paid_cents": order.paid_cents,
        "refunded_cents": order.refunded_cents,
        "shipping_address": details.shipping_address,
        "billing_address": details.billing_address,
        "tax_id": details.tax_id,
        **details.texts(),
        "metadata": details.metadata,
        "payment_method": order.payment_method,
        "payment_in_flight": order.has_payment_in_progress,
        "payment_due_at": order.payment_due_at,
        "hold_reason": hold.reason if hold else None,
        "held_since": hold.since if hold else None,
        "erasure": order.erasure,
        "updated_at": order.updated_at,
        "version": order.version,
        "sequence": order.sequence,
    }


def line_rows_of(order: Order) -> Iterable[Row]:
    order_id = order.id
    for line in order.lines:
        yield {
            "order_id": order_id,
            "line_id": line.line_id,
            "sku": line.sku,
            "name": line.name,
            "quantity": line.quantity,
            "unit_price_cents": line.unit_price_cents,
            "subtotal_cents": line.subtotal_cents,
            "discount_cents": line.discount_cents,
            "tax_rate_bps": line.tax_rate_bps,
            "tax_cents": line.tax_cents,
            "total_cents": line.total_cents,
            "reserved": line.reserved,
            "backordered": line.backordered,
            "shipped": line.shipped,
            "cancelled": line.cancelled,
            "returned": line.returned,
            "location_codes": line.location_codes,
            "credited": line.credited,
            "requires_shipping": line.requires_shipping,
        }


def changing_line_rows_of(order: Order) -> Iterable[Row]:
    for line in order.lines:
        yield {
            "order_id": order.id,
            "line_id": line.line_id,
            "reserved": line.reserved,
            "backordered": line.backordered,
            "shipped": line.shipped,
            "cancelled": line.cancelled,
            "returned": line.returned,
            "location_codes": line.location_codes,
            "credited": line.credited,
            "credited_cents": line.credited_cents,
        }


def history_rows_of(order: Order) -> Iterable[Row]:
    """A row for each new domain event."""
    for fact in order.events:
        yield {
            "order_id": order.id,
            "sequence": fact.sequence,
            "at": fact.at,
            "fact": fact.name,
            "status": fact.status,
            "payment_status": fact.payment_status,
            "actor": fact.metadata.actor,
            "request_id": fact.metadata.request_id,
            "detail": fact.detail,
        }


def order_of(row: FoundRow) -> Order:
    return Order(
        id=row["id"],
        buyer=_buyer(row),
        currency=row["currency"],
        lines=[_line(line) for line in row["lines"] or ()],
        totals=Totals(
            subtotal_cents=row["subtotal_cents"],
            discount_cents=row["discount_cents"],
            shipping_cents=row["shipping_cents"],
            shipping_tax_cents=row["shipping_tax_cents"],
            tax_cents=row["tax_cents"],
            total_cents=row["total_cents"],
        ),
        shipping=Shipping(
            method=row["shipping_method"],
            price_cents=row["shipping_cents"],
            tax_rate_bps=row["shipping_tax_rate_bps"],
            discount_cents=row["shipping_discount_cents"],
        ),
        prices_include_tax=row["prices_include_tax"],
        details=Details(
            shipping_address=address_of(row["shipping_address"]),
            billing_address=address_of(row["billing_address"]),
            tax_id=row["tax_id"],
            metadata=row["metadata"],
            **{name: row[name] for name in BUYER_TEXTS},
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
        status=OrderStatus(row["status"]),
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


def _buyer(row: FoundRow) -> Buyer:
    guest = Guest(**row["guest"]) if row["guest"] else None
    return Buyer(customer_id=row["customer_id"], guest=guest, placed_by=row["placed_by"], claimed_by=row["claimed_by"])


def _line(values: dict[str, Any]) -> Line:
    del values["order_id"]
    return Line(**values)


def address_of(values: Mapping[str, Any] | None) -> Address | None:
    return Address(**values) if values else None

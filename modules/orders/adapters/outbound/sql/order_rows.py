"""Map orders to rows."""

from collections.abc import Iterable, Sequence

import orjson

from modules.orders.domain.order.order import Order
from shared.infra.sql.bulk_writer import Row


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
        "note": details.note,
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

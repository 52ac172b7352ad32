"""JSON rendering of quotes."""

import orjson

from modules.orders.application.placement.quote_order import Quote
from modules.orders.public import OrderPolicy
from shared.infra.http.responses.rendered import ok
from shared.kernel.idempotency import StoredResponse


def quote_response(quote: Quote, coupon_code: str | None, policy: OrderPolicy) -> StoredResponse:
    totals = quote.basket.totals
    items = []
    for line in quote.basket.lines:
        available = quote.availability.get(line.sku)
        items.append(
            {
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
                "requires_shipping": line.requires_shipping,
                "available": available.available if available else 0,
                "backorderable": available.backorderable if available else 0,
            }
        )
    body = {
        "currency": quote.currency,
        "items": items,
        "subtotal_cents": totals.subtotal_cents,
        "discount_cents": totals.discount_cents,
        "shipping_cents": totals.shipping_cents,
        "shipping_tax_cents": totals.shipping_tax_cents,
        "shipping_discount_cents": quote.basket.shipping.discount_cents,
        "tax_cents": totals.tax_cents,
        "total_cents": totals.total_cents,
        "coupon_code": coupon_code,
        "shipping_method": quote.basket.shipping.method,
        "shipping_methods": quote.shipping_methods,
        "limits": {
            "max_order_lines": policy.max_order_lines,
            "bulk_order_lines": policy.bulk_order_lines,
            "max_unpaid_orders": policy.max_unpaid_orders,
        },
    }
    return ok(orjson.dumps(body))

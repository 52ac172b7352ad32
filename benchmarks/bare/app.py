"""A bare FastAPI POST and GET with Tradepost's models, without any processing."""

from datetime import UTC, datetime

from fastapi import FastAPI

from modules.orders.adapters.inbound.http.orders.requests import AddressIn
from modules.orders.adapters.inbound.http.orders.responses import (
    AddressOut,
    ExpandedOrderOut,
    OrderItemOut,
    PlacedOrderOut,
)
from modules.orders.adapters.inbound.http.placement.requests import OrderIn, OrderItemIn
from modules.orders.domain.order.status import FulfillmentStatus, OrderStatus, PaymentStatus, ReturnStatus

PRICE_CENTS = 1250

app = FastAPI()
kept: dict[int, ExpandedOrderOut] = {}


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.put("/v1/orders/{order_id}", status_code=204)
async def keep(order_id: int, body: ExpandedOrderOut) -> None:
    kept[order_id] = body


@app.get("/v1/orders/{order_id}", response_model_exclude_unset=True)
async def get(order_id: int) -> ExpandedOrderOut:
    return kept[order_id]


@app.post("/v1/orders", status_code=201)
async def place(body: OrderIn) -> PlacedOrderOut:
    now = datetime.now(UTC)
    items = [_item(number, item) for number, item in enumerate(body.items, 1)]
    total = sum(item.total_cents for item in items)
    return PlacedOrderOut(
        id=1,
        status=next(iter(OrderStatus)),
        payment_status=next(iter(PaymentStatus)),
        fulfillment_status=next(iter(FulfillmentStatus)),
        return_status=next(iter(ReturnStatus)),
        customer_id=body.customer_id,
        customer=None,
        currency="GBP",
        items=items,
        subtotal_cents=total,
        discount_cents=0,
        shipping_cents=0,
        shipping_tax_cents=0,
        shipping_discount_cents=0,
        tax_cents=total // 6,
        total_cents=total,
        cancelled_cents=0,
        credited_cents=0,
        paid_cents=0,
        refunded_cents=0,
        outstanding_cents=total,
        coupon_code=None,
        shipping_method="standard",
        shipping_address=_address(body.shipping_address) if body.shipping_address else None,
        billing_address=None,
        tax_id=body.tax_id,
        payments=[],
        hold=None,
        erasure=None,
        client_reference=body.client_reference,
        note=body.note,
        gift_message=body.gift_message,
        metadata=body.metadata,
        payment_due_at=now,
        created_at=now,
        updated_at=now,
        version=1,
        order_token=None,
    )


def _item(number: int, item: OrderItemIn) -> OrderItemOut:
    total = PRICE_CENTS * item.quantity
    return OrderItemOut(
        line_id=number,
        sku=item.sku,
        name=f"A thing called {item.sku}",
        quantity=item.quantity,
        unit_price_cents=PRICE_CENTS,
        subtotal_cents=total,
        discount_cents=0,
        tax_rate_bps=2000,
        tax_cents=total // 6,
        total_cents=total,
        requires_shipping=True,
        reserved=item.quantity,
        backordered=0,
        shipped=0,
        cancelled=0,
        returned=0,
        location_codes=["MAIN"],
        credited=0,
        credited_cents=0,
    )


def _address(given: AddressIn) -> AddressOut:
    return AddressOut(
        name=given.name,
        company=given.company,
        line1=given.line1,
        line2=given.line2,
        city=given.city,
        region=given.region,
        postal_code=given.postal_code,
        country=given.country,
        phone=given.phone,
    )

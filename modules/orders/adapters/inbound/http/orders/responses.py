"""Documented responses of orders. `rendering` writes the bytes; a test compares both."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from modules.orders.adapters.inbound.http.buyer_texts import BuyerTextsOut
from modules.orders.adapters.inbound.http.fulfillment.responses import ShipmentOut
from modules.orders.adapters.inbound.http.payments.responses import PaymentOut
from modules.orders.domain.order.erasure import Erasure
from modules.orders.domain.order.status import FulfillmentStatus, OrderStatus, PaymentStatus, ReturnStatus
from shared.infra.http.requests.fields import OutModel, enum_schema


class AddressOut(OutModel):
    """A postal address, with the name of its recipient."""

    name: str
    company: str | None
    line1: str
    line2: str | None
    city: str | None
    region: str | None
    postal_code: str | None
    country: str
    phone: str | None


class CustomerOut(OutModel):
    """The guest, or with `expand=customer` the registered customer."""

    id: int | None
    name: str
    email: str
    phone: str | None


class PricedLineOut(OutModel):
    line_id: int
    sku: str
    name: str
    quantity: int
    unit_price_cents: int
    subtotal_cents: int
    discount_cents: int
    tax_rate_bps: int
    tax_cents: int
    total_cents: int
    requires_shipping: bool = Field(description="`false`: a digital line, fulfilled without a shipment.")


class OrderItemOut(PricedLineOut):
    """An order line: the product when it was ordered, its amounts and its unit counts."""

    reserved: int
    backordered: int
    shipped: int = Field(description="Shipped units; digital units count as shipped at confirmation.")
    cancelled: int
    returned: int
    location_codes: list[str]
    credited: int = Field(description="Units that were refunded or are no longer charged.")
    credited_cents: int


class HoldOut(OutModel):
    """Why and since when an order is on hold."""

    reason: str
    since: datetime


class OrderAvailabilityOut(OutModel):
    """Units of a SKU that can be ordered."""

    sku: str
    available: int
    backorderable: int


class OrderStateOut(OutModel):
    """What an order consists of and how far it has come."""

    id: int
    status: OrderStatus
    payment_status: PaymentStatus
    fulfillment_status: FulfillmentStatus
    return_status: ReturnStatus
    customer_id: int | None
    customer: CustomerOut | None
    currency: str
    items: list[OrderItemOut]
    subtotal_cents: int
    discount_cents: int
    shipping_cents: int
    shipping_tax_cents: int
    shipping_discount_cents: int
    tax_cents: int = Field(description="Total tax, including the tax on shipping.")
    total_cents: int
    cancelled_cents: int
    credited_cents: int
    paid_cents: int
    refunded_cents: int
    outstanding_cents: int
    coupon_code: str | None
    shipping_method: str
    shipping_address: AddressOut | None
    billing_address: AddressOut | None
    tax_id: str | None
    payments: list[PaymentOut]
    hold: HoldOut | None
    erasure: Annotated[Erasure, enum_schema(Erasure)] | None = Field(
        description="Erasure of a deleted customer's data; `waiting`: addresses are kept until the order ends."
    )
    client_reference: str | None


class OrderOut(BuyerTextsOut, OrderStateOut):
    """An order with its lines, amounts and statuses."""

    metadata: dict[str, str]
    payment_due_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


class PlacedOrderOut(OrderOut):
    """The new order; for a guest, with the token that gives access to it."""

    order_token: str | None = Field(None, description="Bearer token that gives access to a guest's order.")


class ExpandedOrderOut(OrderOut):
    """An order with the related resources that `expand` requests."""

    availability: list[OrderAvailabilityOut] | None = Field(None, description="With `expand=availability`.")
    shipments: list[ShipmentOut] | None = Field(None, description="With `expand=shipments`.")


class QuoteItemOut(PricedLineOut):
    """A line of a quote with its amounts and the units that can be ordered."""

    available: int
    backorderable: int


class ShippingMethodOut(OutModel):
    """A shipping method and its price."""

    code: str
    name: str
    price_cents: int
    tax_rate_bps: int


class LimitsOut(OutModel):
    """Limits on orders."""

    max_order_lines: int
    bulk_order_lines: int = Field(description="Orders with more lines require a coupon; 0: no limit.")
    max_unpaid_orders: int = Field(description="Maximum number of unpaid orders of one customer; 0: no limit.")


class QuoteOut(OutModel):
    """Prices of a basket; nothing is reserved."""

    currency: str
    items: list[QuoteItemOut]
    subtotal_cents: int
    discount_cents: int
    shipping_cents: int
    shipping_tax_cents: int
    shipping_discount_cents: int
    tax_cents: int
    total_cents: int
    coupon_code: str | None
    shipping_method: str
    shipping_methods: list[ShippingMethodOut]
    limits: LimitsOut

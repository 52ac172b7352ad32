"""The tutorial app's request and response models."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class OrderItemIn(BaseModel):
    sku: str = Field(pattern="^[A-Z0-9]{3,20}$")
    quantity: int = Field(ge=1, le=100_000)


class Address(BaseModel):
    name: str
    line1: str
    city: str
    postal_code: str
    country: str = Field(pattern="^[A-Z]{2}$")


class OrderIn(BaseModel):
    items: list[OrderItemIn] = Field(min_length=1, max_length=100)
    shipping_address: Address
    note: str | None = None


class OrderItemOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    sku: str
    name: str
    quantity: int
    unit_price_cents: int
    tax_cents: int
    total_cents: int


class OrderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    customer_id: int
    status: str
    items: list[OrderItemOut]
    subtotal_cents: int
    tax_cents: int
    total_cents: int
    shipping_address: Address
    note: str | None
    created_at: datetime

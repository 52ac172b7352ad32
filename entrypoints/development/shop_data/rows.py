"""Row types of the files; fields are in column order.

Fields ending `_cents` stand in the file as amounts with two decimals under the name
without that ending; units are pieces, times are RFC 3339 in UTC.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A SKU of the catalogue; `demand_units` were ordered in the whole year."""

    sku: str
    name: str
    unit_price_cents: int
    first_sold_at: str
    demand_units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The opening stock of a SKU; `short` units of the orders' demand exceed it."""

    sku: str
    demand_units: int
    initial_stock: int
    short: int


@dataclass(frozen=True, slots=True)
class Order:
    """`total_invoice` uses the prices of the lines, `total_catalogue` those of the catalogue."""

    order_ref: str
    placed_at: str
    customer_ref: str
    country: str
    lines: int
    distinct_skus: int
    units: int
    total_invoice_cents: int
    total_catalogue_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    order_ref: str
    line_no: int
    sku: str
    quantity: int
    unit_price_cents: int


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A cancelled line; `matched_order_ref` is empty if no single order matches."""

    cancel_ref: str
    at: str
    customer_ref: str
    line_no: int
    sku: str
    quantity: int
    unit_price_cents: int
    matched_order_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OddLine:
    """A line that is not a sale of a product. Its figures are unparsed."""

    invoice: str
    at: str
    stock_code_raw: str
    description: str
    quantity: str
    unit_price: str
    why: str


GUEST = "GUEST"
"""The `customer_ref` of guests."""

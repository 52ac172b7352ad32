"""One class for a row of each file; fields in the order of the columns.

Fields ending `_cents` stand in the file as amounts with two decimals under the name
without that ending; units are pieces, times are RFC 3339 in UTC.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """A SKU of the catalogue; `demand_units` were asked for in the whole year."""

    sku: str
    name: str
    unit_price_cents: int
    first_sold_at: str
    demand_units: int


@dataclass(frozen=True, slots=True)
class Stock:
    """What a SKU starts with; `short` units of the demand of these orders cannot be served."""

    sku: str
    demand_units: int
    initial_stock: int
    short: int


@dataclass(frozen=True, slots=True)
class Order:
    """`total_invoice` is at the prices of its own lines, `total_catalogue` at the catalogue's."""

    order_ref: str
    placed_at: str
    customer_ref: str
    country: str
    lines: int
    distinct_skus: int
    units: int
    total_invoice_cents: int
    total_catalogue_cents: int


@dataclass(frozen=True, slots=True)
class OrderLine:
    order_ref: str
    line_no: int
    sku: str
    quantity: int
    unit_price_cents: int


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A line taken back; `matched_order_ref` is empty where no single order can be meant."""

    cancel_ref: str
    at: str
    customer_ref: str
    line_no: int
    sku: str
    quantity: int
    unit_price_cents: int
    matched_order_ref: str


@dataclass(frozen=True, slots=True)
class OddLine:
    """A line that is no sale of a product. Its figures are kept as they were written."""

    invoice: str
    at: str
    stock_code_raw: str
    description: str
    quantity: str
    unit_price: str
    why: str


GUEST = "GUEST"
"""The `customer_ref` of whoever bought without an account."""

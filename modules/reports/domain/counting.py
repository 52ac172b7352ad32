"""The figures that an order adds to each day, and the difference when it is recounted."""

from collections.abc import Mapping
from datetime import date, tzinfo
from enum import StrEnum
from typing import NamedTuple

from modules.reports.domain.days import day_of
from modules.reports.domain.sale import Sale


class Rollup(StrEnum):
    """Tables of daily figures, by country, SKU, customer id or coupon code."""

    SALES = "sales"
    PRODUCTS = "products"
    CUSTOMERS = "customers"
    COUPONS = "coupons"


FIGURES: Mapping[Rollup, tuple[str, ...]] = {
    Rollup.SALES: (
        "order_count",
        "units",
        "gross_cents",
        "discount_cents",
        "shipping_cents",
        "tax_cents",
        "refunded_cents",
        "own_refunded_cents",
    ),
    Rollup.PRODUCTS: (
        "order_count",
        "units",
        "revenue_cents",
        "discount_cents",
        "tax_cents",
        "refunded_units",
        "refunded_cents",
        "returned_units",
    ),
    Rollup.CUSTOMERS: ("order_count", "paid_cents", "refunded_cents"),
    Rollup.COUPONS: ("order_count", "discount_cents", "revenue_cents", "refunded_cents"),
}
"""The figures of each rollup, in their order. `refunded_cents` of sales count on the day of the refund; all other
figures, including `own_refunded_cents`, count on the day on which the order became a sale."""

NO_COUNTRY = ""
"""The country of orders without an address."""


class CounterKey(NamedTuple):
    """The key of a row of figures."""

    rollup: Rollup
    day: date
    key: str | int


OrderCounts = Mapping[CounterKey, tuple[int, ...]]
"""Figures by key. Keys whose figures are all zero are omitted."""


def count_sale(sale: Sale, zone: tzinfo) -> OrderCounts:
    """Return all figures that the order adds, by the days of the time zone."""
    sums: dict[CounterKey, tuple[int, ...]] = {}

    def add(rollup: Rollup, day: date, key: str | int, *figures: int) -> None:
        counter = CounterKey(rollup, day, key)
        sums[counter] = add_figures(sums[counter], figures) if counter in sums else figures

    day, country = day_of(sale.sold_at, zone), sale.country or NO_COUNTRY
    refunded, units = sum(refund.amount_cents for refund in sale.refunds), sum(line.units for line in sale.lines)
    own = (sale.paid_cents, sale.discount_cents, sale.shipping_cents, sale.tax_cents)
    add(Rollup.SALES, day, country, 1, units, *own, 0, refunded)
    for refund in sale.refunds:
        add(Rollup.SALES, day_of(refund.at, zone), country, 0, 0, 0, 0, 0, 0, refund.amount_cents, 0)
    seen: set[str] = set()
    for line in sale.lines:
        add(Rollup.PRODUCTS, day, line.sku, int(line.sku not in seen), *line[1:])
        seen.add(line.sku)
    if sale.customer_id is not None:
        add(Rollup.CUSTOMERS, day, sale.customer_id, 1, sale.paid_cents, refunded)
    if sale.coupon_code is not None:
        add(Rollup.COUPONS, day, sale.coupon_code, 1, sale.discount_cents, sale.paid_cents, refunded)
    return {counter: figures for counter, figures in sums.items() if any(figures)}


def difference(before: OrderCounts, after: OrderCounts) -> OrderCounts:
    """Return the figures to add to get from `before` to `after`."""
    changes: dict[CounterKey, tuple[int, ...]] = {}
    for counter in before.keys() | after.keys():
        nothing = (0,) * len(FIGURES[counter.rollup])
        taken = tuple(-figure for figure in before.get(counter, nothing))
        changes[counter] = add_figures(after.get(counter, nothing), taken)
    return {counter: figures for counter, figures in changes.items() if any(figures)}


def sum_counts(parts: list[OrderCounts]) -> OrderCounts:
    """Sum the figures of several orders."""
    sums: dict[CounterKey, tuple[int, ...]] = {}
    for part in parts:
        for counter, figures in part.items():
            sums[counter] = add_figures(sums[counter], figures) if counter in sums else figures
    return {counter: figures for counter, figures in sums.items() if any(figures)}


def add_figures(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))

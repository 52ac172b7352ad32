"""How much stock the shop opens with."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from entrypoints.development.shop_data.rows import Product, Stock

AMPLE_UNITS = 1_000_000


class StockChoice(StrEnum):
    """`plan`: what the stock plan says; `ample`: more of everything than anybody asks for; `none`: no units."""

    PLAN = "plan"
    AMPLE = "ample"
    NONE = "none"


def opening_stock(choice: StockChoice, products: Iterable[Product], plan: Mapping[str, Stock]) -> dict[str, Stock]:
    """What each product starts with, and how much of its orders' demand that cannot serve."""
    return {product.sku: _stock(choice, product.sku, plan.get(product.sku)) for product in products}


def _stock(choice: StockChoice, sku: str, planned: Stock | None) -> Stock:
    demand = planned.demand_units if planned else 0
    if choice is StockChoice.PLAN:
        return planned or Stock(sku, 0, 0, 0)
    units = AMPLE_UNITS if choice is StockChoice.AMPLE else 0
    return Stock(sku, demand, units, max(0, demand - units))

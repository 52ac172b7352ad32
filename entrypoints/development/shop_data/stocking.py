"""The shop's opening stock."""

from collections.abc import Iterable, Mapping

from entrypoints.command_options import StockMode
from entrypoints.development.shop_data.rows import Product, Stock

AMPLE_UNITS = 1_000_000


def opening_stock(choice: StockMode, products: Iterable[Product], plan: Mapping[str, Stock]) -> dict[str, Stock]:
    """The opening stock of each product, and the demand that exceeds it."""
    return {product.sku: _stock(choice, product.sku, plan.get(product.sku)) for product in products}


def _stock(choice: StockMode, sku: str, planned: Stock | None) -> Stock:
    demand = planned.demand_units if planned else 0
    if choice is StockMode.PLAN:
        return planned or Stock(sku=sku, demand_units=0, initial_stock=0, short=0)
    units = AMPLE_UNITS if choice is StockMode.AMPLE else 0
    return Stock(sku=sku, demand_units=demand, initial_stock=units, short=max(0, demand - units))

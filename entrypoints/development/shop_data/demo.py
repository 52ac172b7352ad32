"""A small shop to try things in: what `tradepost up` sells from."""

from random import Random

from entrypoints.development.shop_data.generator.catalogue import articles
from entrypoints.development.shop_data.importing import Result, Row, import_products
from entrypoints.development.shop_data.rows import Product
from modules.inventory.public import ImportCatalogue

PRODUCTS = 300
SEED = 1
MARK = "D"
"""Begins every SKU of the demo shop, so that a real catalogue can be imported beside it."""
VAT_BPS = 2_000
DOCUMENTED = Product("85123A", "White hanging heart T-light holder", 255, "", 0)
"""The product that the examples of the API's document name; they run in the demo shop."""
DOCUMENTED_UNITS = 50_000
REFERENCE = "demo-stock"
"""Under which the stock is booked: not that of a real catalogue, which may have the documented product too."""


def demo_rows(seed: int = SEED, count: int = PRODUCTS) -> list[Row]:
    """The products, best sellers first: the more popular, the more of it lies in stock. The documented one is last."""
    choice = articles(Random(f"{seed}/demo"), count)  # noqa: S311 a made-up shop needs a seed, not secrecy
    made_up = [
        Row(
            line=rank,
            product=Product(f"{MARK}{article.sku}", article.name, article.price_cents, "", 0),
            units=max(5, 5_000 // (rank + 4)),
            tax_rate_bps=VAT_BPS,
        )
        for rank, article in enumerate(choice, 1)
    ]
    return [*made_up, Row(count + 1, DOCUMENTED, DOCUMENTED_UNITS, VAT_BPS)]


async def load_demo_shop(imports: ImportCatalogue, seed: int = SEED, count: int = PRODUCTS) -> Result:
    """Load the demo shop; a second time changes nothing."""
    result = Result()
    await import_products(demo_rows(seed, count), imports, result, reference=REFERENCE)
    return result

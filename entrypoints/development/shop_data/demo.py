"""The demo shop of `tradepost up`."""

from random import Random

from entrypoints.development.shop_data.generator.catalog import generate_articles
from entrypoints.development.shop_data.importing import ImportResult, Row, import_products
from entrypoints.development.shop_data.rows import Product
from modules.inventory.public import ImportCatalog

PRODUCTS = 300
SEED = 1
SKU_PREFIX = "D"
"""Prefix of the demo shop's SKUs, which keeps them apart from a real catalogue's."""
VAT_BPS = 2_000
EXAMPLE_PRODUCT = Product(
    sku="85123A", name="White hanging heart T-light holder", unit_price_cents=255, first_sold_at="", demand_units=0
)
"""The product of the examples in the API document; the examples run in the demo shop."""
EXAMPLE_PRODUCT_UNITS = 50_000
REFERENCE = "demo-stock"
"""Reference of the stock receipts, distinct from a real catalogue's, which may contain the example product too."""


def demo_rows(seed: int = SEED, count: int = PRODUCTS) -> list[Row]:
    """The products by popularity, which determines their stock. The example product is last."""
    choice = generate_articles(Random(f"{seed}/demo"), count)  # noqa: S311 reproducible data, not security
    made_up = [
        Row(
            line=rank,
            product=Product(
                sku=f"{SKU_PREFIX}{article.sku}",
                name=article.name,
                unit_price_cents=article.price_cents,
                first_sold_at="",
                demand_units=0,
            ),
            units=max(5, 5_000 // (rank + 4)),
            tax_rate_bps=VAT_BPS,
        )
        for rank, article in enumerate(choice, 1)
    ]
    return [*made_up, Row(line=count + 1, product=EXAMPLE_PRODUCT, units=EXAMPLE_PRODUCT_UNITS, tax_rate_bps=VAT_BPS)]


async def load_demo_shop(imports: ImportCatalog, seed: int = SEED, count: int = PRODUCTS) -> ImportResult:
    """Load the demo shop. A repeated run changes nothing."""
    result = ImportResult()
    await import_products(demo_rows(seed, count), imports, result, reference=REFERENCE)
    return result

"""Generates the catalogue."""

from dataclasses import dataclass
from random import Random

from entrypoints.development.shop_data.generator.distributions import price_cents
from entrypoints.development.shop_data.generator.names import product_name

LOWEST_CODE = 100_000
"""Real catalogues here have no SKUs of six digits, so a generated one can be loaded too."""
VARIANTS = ("", "", "A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Article:
    """A product of the catalogue."""

    sku: str
    name: str
    price_cents: int


def generate_articles(random: Random, count: int) -> list[Article]:
    """Generate `count` products with unique SKUs (six or more digits, some with a letter), by popularity."""
    codes = random.sample(range(LOWEST_CODE, LOWEST_CODE + 9 * max(count, LOWEST_CODE)), count)
    return [Article(f"{code}{random.choice(VARIANTS)}", product_name(random), price_cents(random)) for code in codes]

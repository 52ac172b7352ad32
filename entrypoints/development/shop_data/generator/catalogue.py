"""What the shop sells."""

from dataclasses import dataclass
from random import Random

from entrypoints.development.shop_data.generator.distributions import price_cents
from entrypoints.development.shop_data.generator.names import product_name

LOWEST_CODE = 100_000
"""No shop known here has SKUs of six digits, so a made-up one can be loaded beside it."""
VARIANTS = ("", "", "A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Article:
    """A product before anybody has asked for it; the first of a list is the shop's best seller."""

    sku: str
    name: str
    price_cents: int


def articles(random: Random, count: int) -> list[Article]:
    """`count` products with different SKUs (six digits or more, some with a letter), by popularity."""
    codes = random.sample(range(LOWEST_CODE, LOWEST_CODE + 9 * max(count, LOWEST_CODE)), count)
    return [Article(f"{code}{random.choice(VARIANTS)}", product_name(random), price_cents(random)) for code in codes]

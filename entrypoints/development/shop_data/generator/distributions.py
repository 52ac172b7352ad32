"""Skewed distributions of a real shop: few SKUs sell most, few orders are huge, few lines are bulk."""

from collections.abc import Sequence
from itertools import accumulate
from random import Random

MAX_ORDER_LINES = 1_200
MAX_QUANTITY = 80_000
PIECES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 25, 36, 48, 72)
PIECES_WEIGHTS = tuple(accumulate((320, 140, 60, 70, 20, 100, 40, 55, 95, 10, 12, 30, 20, 6, 10, 3)))


def zipf(count: int, exponent: float, flattened: float) -> Sequence[float]:
    """Cumulative Zipf weights by rank; `flattened` reduces the weight of the first ranks."""
    return list(accumulate(1 / (rank + flattened) ** exponent for rank in range(1, count + 1)))


def order_size(random: Random) -> int:
    """Number of lines of an order: half have up to about 15, one in fifty has hundreds."""
    wholesale = random.random() < 0.02
    lines = 100 * random.paretovariate(1.3) if wholesale else random.lognormvariate(2.6, 1.1)
    return max(1, min(int(lines), MAX_ORDER_LINES))


def quantity(random: Random) -> int:
    """Units of a line: mostly single units and dozens, rarely a bulk purchase."""
    if random.random() < 0.015:
        return min(int(60 * random.paretovariate(1.3)), MAX_QUANTITY)
    return random.choices(PIECES, cum_weights=PIECES_WEIGHTS)[0]


def price_cents(random: Random) -> int:
    """A typical retail price: half are below 2.10, one in a hundred above 19."""
    cents = int(100 * random.lognormvariate(0.75, 1.0))
    return max(4, cents // 10 * 10 + random.choice((5, 5, 5, 9, 9, 2)))


def line_price_cents(random: Random, catalog_cents: int) -> int:
    """The price at the time of the order: more often above the catalogue price than below."""
    moved = random.random()
    if moved < 0.57:
        return catalog_cents
    return max(1, catalog_cents * random.choice((110, 118, 125, 170) if moved < 0.87 else (85, 75, 90)) // 100)

"""Orders of three lines, generated before the measurement."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

LINES = 3
SKUS = 1_000
HOT_SKU = "HOT0001"
SCARCE_SKU = "SCARCE01"


def sku(number: int) -> str:
    return f"SKU{number:05d}"


@dataclass(frozen=True, slots=True)
class Basket:
    """One order's lines: SKU and quantity."""

    lines: Sequence[tuple[str, int]]

    @property
    def units(self) -> int:
        return sum(quantity for _, quantity in self.lines)


def baskets(count: int, seed: int, first: str | None = None) -> list[Basket]:
    """Orders with uniformly chosen SKUs; with `first`, that SKU is in every order."""
    draw = random.Random(seed)
    made: list[Basket] = []
    for _ in range(count):
        skus = [sku(number) for number in draw.sample(range(1, SKUS + 1), LINES)]
        if first is not None:
            skus[0] = first
        made.append(Basket([(name, draw.randint(1, 3)) for name in skus]))
    return made

"""The load scenarios."""

from dataclasses import dataclass

from benchmarks.load.baskets import HOT_SKU, SCARCE_SKU


@dataclass(frozen=True, slots=True)
class Scenario:
    """`buyers` is the concurrency; `first` is the SKU of every order's first line, otherwise chosen uniformly."""

    name: str
    buyers: int
    first: str | None = None


CROWD = Scenario("64 buyers", 64)
FEW = Scenario("16 buyers", 16)
LONE = Scenario("1 buyer", 1)
HOT = Scenario("64 on one hot SKU", 64, HOT_SKU)
SOLD_OUT = Scenario("64 after sell-out", 64, SCARCE_SKU)

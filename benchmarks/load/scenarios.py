"""The loads that every contestant may be put under."""

from dataclasses import dataclass

from benchmarks.load.baskets import HOT_SKU, SCARCE_SKU


@dataclass(frozen=True, slots=True)
class Scenario:
    """`buyers` at once; `first` is the SKU on the first line of every order, else all are alike."""

    name: str
    buyers: int
    first: str | None = None


CROWD = Scenario("64 buyers", 64)
FEW = Scenario("16 buyers", 16)
LONE = Scenario("1 buyer", 1)
HOT = Scenario("64 on one hot SKU", 64, HOT_SKU)
SOLD_OUT = Scenario("64 after sell-out", 64, SCARCE_SKU)

"""The load scenarios."""

from dataclasses import dataclass

from benchmarks.load.baskets import HOT_SKU, SCARCE_SKU


@dataclass(frozen=True, slots=True)
class Scenario:
    """`buyers` is the concurrency; `first` is the SKU of every order's first line, otherwise chosen uniformly.

    With `per_second`, requests are due at a fixed rate.
    """

    name: str
    buyers: int
    first: str | None = None
    per_second: float | None = None


CROWD = Scenario("64 buyers", 64)
FEW = Scenario("16 buyers", 16)
LONE = Scenario("1 buyer", 1)
HOT = Scenario("64 on one hot SKU", 64, HOT_SKU)
SOLD_OUT = Scenario("64 after sell-out", 64, SCARCE_SKU)

BY_ID = Scenario("order by id", 32)
LIST_START = Scenario("own list of 20 at the first cursor", 16)
LIST_DEEP = Scenario("own list of 20 at the last cursor", 16)
CACHED_PRODUCT = Scenario("cached product at 1,000/s", 64, per_second=1000)
STORED_PRODUCT = Scenario("product from the database", 32)
AVAILABILITY = Scenario("availability of 100 SKUs", 16)
READING = (BY_ID, LIST_START, LIST_DEEP, CACHED_PRODUCT, STORED_PRODUCT, AVAILABILITY)

IDLE_EVENTS = Scenario("events at 20 orders/s", 8, per_second=20)
HALF_LOAD = Scenario("events at half of the peak", 32)
TRANSACTIONAL_BACKLOG = Scenario("backlog, transactional consumer", 0)
EXTERNAL_BACKLOG = Scenario("backlog, external consumer", 0)
DELIVERING = (IDLE_EVENTS, HALF_LOAD, TRANSACTIONAL_BACKLOG, EXTERNAL_BACKLOG)

SECOND_START = Scenario("second start until ready", 1)
IDLE_UP = Scenario("idle after a start", 1)

"""The figures of an order, and the difference when it is recounted."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from modules.reports.domain.counting import FIGURES, CounterKey, OrderCounts, Rollup, count_sale, difference, sum_counts
from modules.reports.domain.sale import Sale, SaleRefund, SoldLine

TOKYO = ZoneInfo("Asia/Tokyo")
LATE = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
SALE = Sale(
    1, LATE, 7, "GB", "SPRING", 1500, 100, 200, 250,
    [SoldLine("TEA", 3, 800, 60, 100, 1, 250, 1), SoldLine("TEA", 2, 500, 40, 100, 0, 0, 0)],
    [SaleRefund(datetime(2026, 12, 1, tzinfo=UTC), 250)],
)  # fmt: skip


def cells() -> st.SearchStrategy[OrderCounts]:
    rollups = st.sampled_from([Rollup.CUSTOMERS, Rollup.COUPONS])
    places = st.tuples(rollups, st.dates(date(2026, 1, 1), date(2026, 1, 3)), st.sampled_from("AB"))
    figures = st.integers(-5, 5)
    return st.dictionaries(places.map(lambda place: CounterKey(*place)), figures.filter(bool), max_size=6).map(
        lambda found: {counter: (number,) * len(FIGURES[counter.rollup]) for counter, number in found.items()}
    )


def test_a_sale_counts_on_its_day_and_its_refunds_on_theirs() -> None:
    assert count_sale(SALE, TOKYO) == {
        CounterKey(Rollup.SALES, DAY, "GB"): (1, 5, 1500, 100, 200, 250, 0, 250),
        CounterKey(Rollup.SALES, date(2026, 12, 1), "GB"): (0, 0, 0, 0, 0, 0, 250, 0),
        CounterKey(Rollup.PRODUCTS, DAY, "TEA"): (1, 5, 1300, 100, 200, 1, 250, 1),
        CounterKey(Rollup.CUSTOMERS, DAY, 7): (1, 1500, 250),
        CounterKey(Rollup.COUPONS, DAY, "SPRING"): (1, 100, 1500, 250),
    }


def test_buyer_and_destination_may_be_unknown() -> None:
    found = count_sale(SALE._replace(customer_id=None, country=None, coupon_code=None, refunds=()), TOKYO)
    assert {(counter.rollup, counter.key) for counter in found} == {(Rollup.SALES, ""), (Rollup.PRODUCTS, "TEA")}


def test_counters_accept_integers_only() -> None:
    assert {type(figure) for figures in count_sale(SALE, TOKYO).values() for figure in figures} == {int}
    assert all(len(figures) == len(FIGURES[counter.rollup]) for counter, figures in count_sale(SALE, TOKYO).items())


@given(cells(), cells())
def test_adding_the_difference_gives_the_new_counts(before: OrderCounts, after: OrderCounts) -> None:
    assert sum_counts([before, difference(before, after)]) == after


@given(st.lists(cells(), min_size=2, max_size=5))
def test_repeated_counting_ends_with_the_last_counts(states: list[OrderCounts]) -> None:
    steps = [difference(before, after) for before, after in pairwise(states)]
    assert sum_counts([states[0], *steps]) == states[-1]
    assert difference(states[0], states[0]) == {}

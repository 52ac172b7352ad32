"""What an order adds to the figures, and what changes when it is counted anew."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from modules.reports.domain.counting import FIGURES, Cell, Counted, Rollup, counted, difference, summed
from modules.reports.domain.sale import GivenBack, Sale, SoldLine

TOKYO = ZoneInfo("Asia/Tokyo")
LATE = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
SALE = Sale(
    1, LATE, 7, "GB", "SPRING", 1500, 100, 200, 250,
    [SoldLine("TEA", 3, 800, 60, 100, 1, 250, 1), SoldLine("TEA", 2, 500, 40, 100, 0, 0, 0)],
    [GivenBack(datetime(2026, 12, 1, tzinfo=UTC), 250)],
)  # fmt: skip


def cells() -> st.SearchStrategy[Counted]:
    rollups = st.sampled_from([Rollup.CUSTOMERS, Rollup.COUPONS])
    places = st.tuples(rollups, st.dates(date(2026, 1, 1), date(2026, 1, 3)), st.sampled_from("AB"))
    figures = st.integers(-5, 5)
    return st.dictionaries(places.map(lambda place: Cell(*place)), figures.filter(bool), max_size=6).map(
        lambda found: {cell: (number,) * len(FIGURES[cell.rollup]) for cell, number in found.items()}
    )


def test_a_sale_counts_on_its_day_and_its_refunds_on_theirs() -> None:
    assert counted(SALE, TOKYO) == {
        Cell(Rollup.SALES, DAY, "GB"): (1, 5, 1500, 100, 200, 250, 0, 250),
        Cell(Rollup.SALES, date(2026, 12, 1), "GB"): (0, 0, 0, 0, 0, 0, 250, 0),
        Cell(Rollup.PRODUCTS, DAY, "TEA"): (1, 5, 1300, 100, 200, 1, 250, 1),
        Cell(Rollup.CUSTOMERS, DAY, 7): (1, 1500, 250),
        Cell(Rollup.COUPONS, DAY, "SPRING"): (1, 100, 1500, 250),
    }


def test_who_bought_and_where_to_may_be_unknown() -> None:
    found = counted(SALE._replace(customer_id=None, country=None, coupon_code=None, refunds=()), TOKYO)
    assert {(cell.rollup, cell.key) for cell in found} == {(Rollup.SALES, ""), (Rollup.PRODUCTS, "TEA")}


def test_figures_are_numbers_and_nothing_that_passes_for_them() -> None:
    assert {type(figure) for figures in counted(SALE, TOKYO).values() for figure in figures} == {int}
    assert all(len(figures) == len(FIGURES[cell.rollup]) for cell, figures in counted(SALE, TOKYO).items())


@given(cells(), cells())
def test_the_difference_leads_from_one_to_the_other(before: Counted, after: Counted) -> None:
    assert summed([before, difference(before, after)]) == after


@given(st.lists(cells(), min_size=2, max_size=5))
def test_counting_again_and_again_ends_in_what_was_counted_last(standings: list[Counted]) -> None:
    steps = [difference(before, after) for before, after in pairwise(standings)]
    assert summed([standings[0], *steps]) == standings[-1]
    assert difference(standings[0], standings[0]) == {}

import pytest

from benchmarks.measurement.statistics import Spread, in_order, percentile, spread


def test_spread_is_median_minimum_and_maximum() -> None:
    assert spread([3, 1, 10]) == Spread(3, 1, 10, 3)
    assert spread([]) is None


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (99, 99), (100, 100), (0, 1)])
def test_a_percentile_is_an_observed_value(percent: float, expected: float) -> None:
    assert percentile(range(1, 101), percent) == expected


def test_rounds_alternate_the_order_of_the_systems() -> None:
    assert [in_order(number, 3) for number in range(3)] == [[0, 1, 2], [2, 1, 0], [0, 1, 2]]

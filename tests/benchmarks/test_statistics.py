import pytest

from benchmarks.measurement.statistics import Spread, in_order, percentile, spread


def test_spread_is_the_middle_and_both_ends() -> None:
    assert spread([3, 1, 10]) == Spread(3, 1, 10, 3)
    assert spread([]) is None


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (99, 99), (100, 100), (0, 1)])
def test_percentile_is_a_figure_that_was_seen(percent: float, expected: float) -> None:
    assert percentile(range(1, 101), percent) == expected


def test_rounds_go_there_and_back_again() -> None:
    assert [in_order(number, 3) for number in range(3)] == [[0, 1, 2], [2, 1, 0], [0, 1, 2]]

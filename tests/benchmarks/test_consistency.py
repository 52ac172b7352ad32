from collections import Counter

from benchmarks.load.buyers import LoadResult
from benchmarks.measurement.consistency import DatabaseTotals, discrepancies

BEFORE = DatabaseTotals(orders=10, sold=60, gone=60, events=10, stored_responses=10, oversold=0)
RESULT = LoadResult(accepted=2, units=12)


def test_consistent_totals_have_no_discrepancies() -> None:
    assert discrepancies(BEFORE, DatabaseTotals(12, 72, 72, 12, 12, 0), RESULT) == []


def test_a_missing_accepted_order_is_reported() -> None:
    found = discrepancies(BEFORE, DatabaseTotals(11, 66, 66, 11, 11, 0), RESULT)
    assert found == ["1 orders, but 2 accepted", "6 units sold, but 12 units accepted"]


def test_oversold_units_are_reported() -> None:
    found = discrepancies(BEFORE, DatabaseTotals(12, 72, 66, 12, 12, 1), RESULT)
    assert found == ["6 units gone from stock, but 12 units sold", "1 SKUs oversold"]


def test_a_lost_event_and_a_missing_stored_response_are_reported() -> None:
    assert len(discrepancies(BEFORE, DatabaseTotals(12, 72, 72, 11, 11, 0), RESULT)) == 2


def test_an_unexpected_status_is_an_error() -> None:
    result = LoadResult(accepted=2, units=12, unexpected=Counter({"500 b''": 3}))
    assert discrepancies(BEFORE, DatabaseTotals(12, 72, 72, 12, 12, 0), result) == [
        "unexpected response 3 times: 500 b''"
    ]

from dataclasses import replace

import pytest

from benchmarks.load.buyers import LoadResult
from benchmarks.systems.settlement import SettlementTotals, differences

BEFORE = SettlementTotals(confirmed=10, mailed=10, captured=10, charged_twice=0, pending=0)
AFTER = SettlementTotals(confirmed=12, mailed=12, captured=12, charged_twice=0, pending=0)
RESULT = LoadResult(accepted=2, units=12)


def test_settled_orders_have_no_differences() -> None:
    assert differences(BEFORE, AFTER, RESULT) == []


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (replace(AFTER, captured=11), ["1 orders captured, but 2 confirmed"]),
        (replace(AFTER, mailed=13), ["3 mails queued, but 2 confirmed"]),
        (replace(AFTER, charged_twice=1), ["1 orders charged twice"]),
        (
            SettlementTotals(confirmed=11, mailed=11, captured=11, charged_twice=0, pending=1),
            ["1 orders confirmed, but 2 accepted", "1 orders or deliveries not settled after 120 s"],
        ),
    ],
)
def test_each_difference_is_reported(after: SettlementTotals, expected: list[str]) -> None:
    assert differences(BEFORE, after, RESULT) == expected

"""Matching cancellations to orders."""

from hypothesis import given
from hypothesis import strategies as st

from entrypoints.command_options import PayBy
from entrypoints.development.replay.planning import Part
from entrypoints.development.replay.proofs.expected_outcome import expected_outcome_of
from entrypoints.development.replay.returned_units import ReturnedUnits, match_returns
from entrypoints.development.replay.scenario import Scenario
from entrypoints.development.shop_data.rows import GUEST, Cancellation, Order, OrderLine

PRICES = {"A": 100, "B": 250}
FATE = Scenario(PayBy.CARD, declined=False, waits=False, ships=True, refunded=True, hasty=True)


def part(ref: str, day: int, *lines: tuple[str, int], customer: str = "17850", number: int = 1) -> Part:
    rows = [
        OrderLine(order_ref=ref, line_no=line_no, sku=sku, quantity=units, unit_price_cents=100)
        for line_no, (sku, units) in enumerate(lines, 1)
    ]
    order = Order(ref, f"2011-01-{day:02}T12:00:00Z", customer, "EIRE", len(rows), 0, 0, 0, 0)
    return Part(ref if number == 1 else f"{ref}/{number}", order, rows, PRICES)


def row(sku: str, units: int, day: int, *, ref: str = "C1", customer: str = "17850") -> Cancellation:
    return Cancellation(ref, f"2011-01-{day:02}T18:00:00Z", customer, 1, sku, units, 100, "")


def test_a_return_matches_the_latest_earlier_order_with_enough_units() -> None:
    parts = [part("1", 1, ("A", 9)), part("2", 3, ("A", 5)), part("3", 5, ("A", 3)), part("4", 20, ("A", 9))]
    found = match_returns(parts, [row("A", 4, 10)])
    assert found.by_reference == {"2": [ReturnedUnits("C1", {1: 4}, early=False)]}
    assert (found.matched, found.unmatched) == (1, [])


def test_a_second_return_of_the_same_units_matches_another_order() -> None:
    parts = [part("1", 1, ("A", 5)), part("2", 3, ("A", 5))]
    found = match_returns(parts, [row("A", 4, 10), row("A", 4, 10, ref="C2"), row("A", 4, 10, ref="C3")])
    assert {name: [taken.ref for taken in back] for name, back in found.by_reference.items()} == {
        "2": ["C1"],
        "1": ["C2"],
    }
    assert [missing.cancel_ref for missing in found.unmatched] == ["C3"]


def test_a_return_can_span_lines_and_parts_of_one_order() -> None:
    parts = [part("1", 1, ("A", 2), ("B", 1), ("A", 3)), part("1", 1, ("A", 4), number=2)]
    found = match_returns(parts, [row("A", 7, 1)])
    assert found.by_reference == {
        "1": [ReturnedUnits("C1", {1: 2, 3: 3}, early=True)],
        "1/2": [ReturnedUnits("C1", {1: 2}, early=True)],
    }


def test_rows_of_one_return_are_grouped() -> None:
    found = match_returns([part("1", 1, ("A", 2), ("B", 5))], [row("A", 1, 9), row("B", 2, 9), row("B", 1, 9)])
    assert found.by_reference == {"1": [ReturnedUnits("C1", {1: 1, 2: 3}, early=False)]}


def test_other_customers_guests_and_later_orders_do_not_match() -> None:
    parts = [part("1", 5, ("A", 9)), part("2", 1, ("A", 9), customer=GUEST)]
    rows = [row("A", 1, 4), row("A", 1, 9, customer="1"), row("B", 1, 9), row("A", 1, 9, customer=GUEST)]
    found = match_returns(parts, rows)
    assert (found.by_reference, found.matched, list(found.unmatched)) == ({}, 0, rows)


@given(
    bought=st.lists(st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 9)), min_size=1, max_size=4), max_size=5),
    taken=st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 12), st.integers(1, 9)), max_size=12),
)
def test_returns_never_exceed_the_bought_units(
    bought: list[list[tuple[str, int]]], taken: list[tuple[str, int, int]]
) -> None:
    parts = [part(str(day), day, *lines) for day, lines in enumerate(bought, 1)]
    found = match_returns(parts, [row(sku, units, day, ref=f"C{n}") for n, (sku, units, day) in enumerate(taken)])
    by_part = {each.reference: each for each in parts}
    back = 0
    for reference, rows in found.by_reference.items():
        its_end = expected_outcome_of(by_part[reference], FATE, rows)
        units = its_end.cancelled + its_end.returned
        assert all(units[id_] <= line.quantity for id_, line in enumerate(by_part[reference].lines, 1))
        back += units.total()
    missing = sum(row.quantity for row in found.unmatched)
    assert back + missing == sum(units for _, units, _ in taken)
    assert found.matched + len(found.unmatched) == len(taken)

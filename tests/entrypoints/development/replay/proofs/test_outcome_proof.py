"""Every difference between expected and actual outcomes is reported."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from entrypoints.development.replay.proofs.expected_outcome import ExpectedOutcome, expected_outcome_of
from entrypoints.development.replay.proofs.outcome_proof import count_outcomes, prove_outcomes
from entrypoints.development.replay.proofs.shop_state import ShopState
from entrypoints.development.replay.returned_units import ReturnedUnits
from tests.entrypoints.development.replay.test_returned_units import FATE, part

KEPT = replace(FATE, refunded=False)
PART = part("1", 1, ("A", 3), ("B", 2))
BACK = [ReturnedUnits("C1", {1: 2}, early=True), ReturnedUnits("C2", {2: 1}, early=False)]
ENDS = {
    "sold": expected_outcome_of(PART, KEPT, []),
    "taken back": expected_outcome_of(PART, replace(KEPT, declined=True), BACK),
    "complained": expected_outcome_of(PART, FATE, []),
    "unshipped": expected_outcome_of(PART, replace(KEPT, ships=False), []),
    "cancelled": expected_outcome_of(PART, KEPT, [ReturnedUnits("C1", {1: 3, 2: 2}, early=True)]),
}


def line(line_id: int, quantity: int, cents: int, cancelled: int, shipped: int, returned: int) -> dict[str, int]:
    units = {"cancelled": cancelled, "shipped": shipped, "returned": returned}
    return {"line_id": line_id, "quantity": quantity, "total_cents": cents, **units}


def order(
    states: tuple[str, str, str, str], refunded: int, units: tuple[tuple[int, int, int], tuple[int, int, int]]
) -> dict[str, Any]:
    status, payment, fulfillment, back = states
    return {
        "id": 7,
        "status": status,
        "payment_status": payment,
        "fulfillment_status": fulfillment,
        "return_status": back,
        "total_cents": 801,
        "paid_cents": 801,
        "refunded_cents": refunded,
        "items": [line(1, 3, 301, *units[0]), line(2, 2, 500, *units[1])],
        "payments": [{"status": "captured", "captured_cents": 801}],
    }


ALL = ((0, 3, 0), (0, 2, 0))
ORDERS = {
    "sold": order(("completed", "paid", "delivered", "none"), 0, ALL),
    "taken back": order(
        ("completed", "partially_refunded", "delivered", "partially_returned"), 450, ((2, 1, 0), (0, 2, 1))
    ),
    "complained": order(("completed", "partially_refunded", "delivered", "none"), 80, ALL),
    "unshipped": order(("confirmed", "paid", "unfulfilled", "none"), 0, ((0, 0, 0), (0, 0, 0))),
    "cancelled": order(("cancelled", "refunded", "unfulfilled", "none"), 801, ((3, 0, 0), (2, 0, 0))),
}
ORDERS["taken back"]["payments"].insert(0, {"status": "declined", "captured_cents": 0})


def against(orders: dict[str, dict[str, Any]], ends: dict[str, ExpectedOutcome] = ENDS, given: int = 1331) -> list[str]:
    state = ShopState(orders, [], {}, {}, 801 * len(orders), given)
    return [what for proof in prove_outcomes(ends, [], state) for what in proof.against]


def test_matching_outcomes_are_accepted_and_counted() -> None:
    assert against(ORDERS) == []
    assert count_outcomes(ENDS, ShopState(ORDERS, [], {}, {})) == {
        "paid": 5,
        "declined_then_paid": 1,
        "cancelled_whole": 1,
        "cancelled_in_part": 1,
        "shipped": 3,
        "delivered": 3,
        "returned": 1,
        "refunded": 3,
        "paid_cents": 4005,
        "refunded_cents": 1331,
    }


@pytest.mark.parametrize(
    ("reference", "member", "value"),
    [
        ("sold", "status", "confirmed"),
        ("sold", "payment_status", "pending"),
        ("sold", "fulfillment_status", "fulfilled"),
        ("taken back", "return_status", "requested"),
        ("unshipped", "status", "pending_payment"),
        ("cancelled", "payment_status", "paid"),
        ("cancelled", "fulfillment_status", "delivered"),
        ("complained", "refunded_cents", 79),
        ("taken back", "refunded_cents", 451),
        ("cancelled", "refunded_cents", 800),
        ("sold", "paid_cents", 800),
    ],
)
def test_a_wrong_member_is_reported(reference: str, member: str, value: object) -> None:
    orders = deepcopy(ORDERS)
    orders[reference][member] = value
    assert any(f"{reference} (order 7): {member} is {value}, not" in what for what in against(orders))


@pytest.mark.parametrize("name", ["cancelled", "shipped", "returned"])
def test_a_wrong_unit_count_is_reported(name: str) -> None:
    orders = deepcopy(ORDERS)
    orders["taken back"]["items"][0][name] += 1
    assert any("taken back (order 7): line 1: " in what for what in against(orders))


def test_a_double_charge_is_reported() -> None:
    orders = deepcopy(ORDERS)
    orders["sold"]["payments"] *= 2
    assert "sold (order 7): was charged 2 times" in against(orders)


def test_an_unexpected_card_result_is_reported() -> None:
    swapped = {"sold": replace(ENDS["sold"], expected=replace(KEPT, declined=True))}
    assert against({"sold": ORDERS["sold"]}, swapped, 0) == ["sold (order 7): a bad card was not declined"]
    orders = deepcopy(ORDERS)
    orders["sold"]["payments"].append({"status": "declined", "captured_cents": 0})
    assert against(orders) == ["sold (order 7): a good card was declined"]


def test_a_difference_between_orders_and_refunds_is_reported() -> None:
    assert against(ORDERS, given=1330) == ["orders say 13.31 was given back, refunds 13.30"]


def test_a_lifecycle_that_stopped_is_reported() -> None:
    (proof, _) = prove_outcomes({}, ["1 (order 7): shipping: 409"], ShopState({}, [], {}, {}))
    assert (proof.holds, proof.against) == (False, ["1 (order 7): shipping: 409"])

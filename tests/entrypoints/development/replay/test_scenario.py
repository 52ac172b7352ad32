"""Scenarios are reproducible, have the configured shares, and determine exact amounts."""

from dataclasses import replace

import pytest

from entrypoints.command_options import PayBy
from entrypoints.development.replay.proofs.expected_outcome import expected_outcome_of
from entrypoints.development.replay.returned_units import ReturnedUnits
from entrypoints.development.replay.scenario import Scenario, Shares, scenario_of
from tests.entrypoints.development.replay.test_returned_units import FATE, part

REFERENCES = [str(number) for number in range(4_000)]
ORDER = part("1", 1, ("A", 3), ("B", 2))
EARLY, LATE = ReturnedUnits("C1", {1: 2}, early=True), ReturnedUnits("C2", {2: 1}, early=False)


def shown(total_cents: int = 701, paid_cents: int = 701) -> dict[str, object]:
    """An order as a shop shows it: three of A for 201 and two of B for 500."""
    lines = [{"line_id": 1, "quantity": 3, "total_cents": 201}, {"line_id": 2, "quantity": 2, "total_cents": 500}]
    return {"total_cents": total_cents, "paid_cents": paid_cents, "items": lines}


def share_of(name: str, shares: Shares) -> float:
    return sum(bool(getattr(scenario_of(reference, shares), name)) for reference in REFERENCES) / len(REFERENCES)


def test_the_same_order_has_the_same_scenario() -> None:
    assert [scenario_of(reference, Shares()) for reference in REFERENCES] == [
        scenario_of(reference, Shares()) for reference in REFERENCES
    ]
    # In another process, on another day, too.
    assert scenario_of("536365", Shares(declined=0.5)) == Scenario(
        PayBy.CARD, declined=True, waits=False, ships=False, refunded=False, hasty=True
    )


def test_another_seed_gives_other_scenarios() -> None:
    chosen, others = ([scenario_of(r, Shares(seed=seed)).declined for r in REFERENCES] for seed in (0, 1))
    assert chosen != others


@pytest.mark.parametrize("name", ["declined", "waits", "ships", "refunded"])
def test_shares_are_approximated(name: str) -> None:
    for share in (0.0, 0.05, 0.5, 1.0):
        found = share_of(name, Shares(**{name: share}))  # type: ignore[arg-type]  # of these four names
        assert found == share if share in (0, 1) else found == pytest.approx(share, abs=0.03)


def test_choices_of_a_scenario_are_independent() -> None:
    shares = Shares(declined=0.5, waits=0.5, ships=0.5)
    fates = [scenario_of(reference, shares) for reference in REFERENCES]
    both = sum(each.declined and each.waits and each.ships for each in fates)
    assert both / len(fates) == pytest.approx(0.125, abs=0.03)


def test_manual_payments_are_never_declined_or_delayed() -> None:
    shares = Shares(pay=PayBy.MANUAL, declined=1, waits=1)
    assert (share_of("declined", shares), share_of("waits", shares)) == (0, 0)


def test_early_returns_are_cancellations_and_late_ones_returns() -> None:
    its_end = expected_outcome_of(ORDER, FATE, [EARLY, LATE])
    assert (its_end.cancelled, its_end.returned) == ({1: 2}, {2: 1})
    assert (its_end.ships, its_end.cancels_all, its_end.complains) == (True, False, False)
    assert its_end.back_cents(shown()) == 201 * 2 // 3 + 250


def test_unshipped_units_cannot_be_returned() -> None:
    its_end = expected_outcome_of(ORDER, replace(FATE, ships=False), [EARLY, LATE])
    assert (its_end.cancelled, its_end.returned, its_end.ships) == ({1: 2, 2: 1}, {}, False)


def test_cancelling_all_units_cancels_the_order() -> None:
    everything = [ReturnedUnits("C1", {1: 3}, early=True), ReturnedUnits("C2", {2: 2}, early=True)]
    its_end = expected_outcome_of(ORDER, FATE, everything)
    assert (its_end.cancels_all, its_end.cancels_unpaid, its_end.ships) == (True, True, False)
    assert [its_end.back_cents(shown(paid_cents=paid)) for paid in (0, 701)] == [0, 701]
    assert not expected_outcome_of(ORDER, replace(FATE, hasty=False), everything).cancels_unpaid


def test_a_manually_paid_unshipped_order_is_final_once_placed() -> None:
    manual = replace(FATE, pay=PayBy.MANUAL, ships=False)
    assert expected_outcome_of(ORDER, manual, []).is_over
    for other in (FATE, replace(manual, ships=True), replace(manual, pay=PayBy.CARD)):
        assert not expected_outcome_of(ORDER, other, []).is_over
    assert not expected_outcome_of(ORDER, manual, [LATE]).is_over


def test_a_complaint_refunds_a_tenth() -> None:
    assert expected_outcome_of(ORDER, FATE, []).back_cents(shown()) == 70
    assert expected_outcome_of(ORDER, replace(FATE, refunded=False), []).back_cents(shown()) == 0

import pytest

from benchmarks.load.scenarios import CROWD, IDLE_UP
from benchmarks.measurement.processes import Usage
from benchmarks.measurement.rounds import Round
from benchmarks.measurement.slices import Slice, TimedResponse
from benchmarks.reporting.target import all_hold
from benchmarks.reporting.targets import ONE, TARGETS, TRADEPOST, UP, verdicts


def made(orders: int, foreign: float = 0.0, memory: float = 100.0) -> Slice:
    usage = Usage(1.0, {"server": 0.5, "postgres": 0.1, "load": 0.1}, foreign, {"server": memory})
    return Slice(usage, [TimedResponse(0.0, 0.01, accepted=True)] * orders)


def a_round(ours: int, theirs: int, foreign: float = 0.0) -> Round:
    return Round({(TRADEPOST, CROWD.name): made(ours, foreign), (ONE, CROWD.name): made(theirs)})


def test_ratios_are_taken_within_a_round() -> None:
    rate, *_ = verdicts([a_round(100, 100), a_round(300, 200), a_round(240, 200)])
    assert rate.seen is not None
    assert (rate.seen.median, rate.seen.lowest, rate.seen.highest, rate.word) == (1.2, 1.0, 1.5, "met")


def test_disturbed_rounds_are_excluded_if_there_are_quiet_ones() -> None:
    rate, *_ = verdicts([a_round(100, 100), a_round(900, 100, foreign=0.5)])
    assert rate.seen is not None
    assert (rate.seen.median, rate.holds) == (1.0, True)


def test_a_target_does_not_hold_on_a_busy_machine() -> None:
    rate, *_ = verdicts([a_round(100, 100, foreign=0.5)])
    assert (rate.word, rate.holds) == ("met, but the machine was busy", False)


def test_a_missing_measurement_is_reported() -> None:
    assert [found.word for found in verdicts([a_round(90, 100)])][:4] == [
        "missed",
        "missed",
        "not measured",
        "not measured",
    ]


def test_growth_compares_the_last_round_with_the_first() -> None:
    rounds = [Round({(TRADEPOST, CROWD.name): made(1, memory=memory)}) for memory in (100, 140, 110)]
    growing = {target.what for target in TARGETS if target.grows}
    (growth,) = [found for found in verdicts(rounds) if found.target.what in growing]
    assert growth.seen is not None
    assert growth.seen.median == 1.1
    assert (growth.word, growth.holds) == ("missed", False)
    (unknown,) = [found for found in verdicts(rounds[:1]) if found.target.what in growing]
    assert unknown.word == "not measured"


def test_an_optional_target_is_judged_only_if_it_was_measured() -> None:
    usage = Usage(30.0, {"server": 0.3, "postgres": 0.6}, 0.0)
    optional = {target.what for target in TARGETS if target.optional}
    assert not [found for found in verdicts([a_round(1, 1)]) if found.target.what in optional]
    rounds = [Round({(UP, IDLE_UP.name): Slice(usage, ())})]
    (idle,) = [found for found in verdicts(rounds) if found.target.what in optional]
    assert idle.seen is not None
    assert idle.seen.median == pytest.approx(3.0)
    assert not idle.holds


def test_a_part_of_a_run_fails_only_for_what_it_measured() -> None:
    met = [each for each in verdicts([a_round(200, 100)]) if each.word != "missed"]
    assert "not measured" in [each.word for each in met]
    assert (all_hold(met, whole=False), all_hold(met, whole=True)) == (True, False)
    assert not all_hold(verdicts([a_round(90, 100)]), whole=False)

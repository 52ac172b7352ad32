from benchmarks.load.scenarios import CROWD
from benchmarks.measurement.processes import Usage
from benchmarks.measurement.rounds import Round
from benchmarks.measurement.slices import Slice, TimedResponse
from benchmarks.reporting.targets import ONE, TRADEPOST, verdicts


def made(orders: int, foreign: float = 0.0) -> Slice:
    usage = Usage(1.0, {"server": 0.5, "postgres": 0.1, "load": 0.1}, foreign)
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

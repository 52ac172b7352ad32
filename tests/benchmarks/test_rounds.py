from dataclasses import dataclass, field

import pytest

from benchmarks.load.scenarios import CROWD, Scenario
from benchmarks.measurement.processes import Usage
from benchmarks.measurement.rounds import Entry, InconsistentResponses, Pace, run_rounds
from benchmarks.measurement.slices import Slice


@dataclass
class Busy:
    """A system on a busy machine."""

    name: str = "busy"
    wrong: list[str] = field(default_factory=list)
    runs: int = 0

    async def run(self, _scenario: Scenario, _seconds: float) -> Slice:
        self.runs += 1
        return Slice(Usage(1.0, {}, 1.0), (), self.wrong)


async def nothing() -> None:
    """Between rounds."""


async def test_slices_on_a_busy_machine_are_repeated_a_limited_number_of_times() -> None:
    system = Busy()
    rounds = await run_rounds([Entry(system, CROWD)], Pace(4, 0, 2, most_dropped=5), nothing, say=lambda _: None)
    assert len(rounds) == 3
    assert system.runs == 3 + 3 + 1 + 1


async def test_a_wrong_slice_ends_the_run() -> None:
    entry = Entry(Busy(wrong=["oversold"]), CROWD)
    with pytest.raises(InconsistentResponses, match="oversold"):
        await run_rounds([entry], Pace(2, 0, 0), nothing, say=lambda _: None)

"""Interface of the systems under test."""

from typing import Protocol

from benchmarks.load.scenarios import Scenario
from benchmarks.measurement.slices import Slice


class System(Protocol):
    """A system that places orders and whose database totals can be checked."""

    @property
    def name(self) -> str: ...

    async def run(self, scenario: Scenario, seconds: float) -> Slice:
        """Run one slice after a warm-up and check the consistency of all orders."""
        ...

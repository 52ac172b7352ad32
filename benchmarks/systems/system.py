"""What the rounds need of whoever is measured."""

from typing import Protocol

from benchmarks.load.scenarios import Scenario
from benchmarks.measurement.slices import Slice


class Contestant(Protocol):
    """Somebody who takes orders and can prove what became of them."""

    @property
    def name(self) -> str: ...

    async def run(self, scenario: Scenario, seconds: float) -> Slice:
        """Take orders for so long after a warm-up, and check the books of all of them."""
        ...

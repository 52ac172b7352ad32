"""The base of the state machines that run random operations of inventory."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from modules.inventory.domain.reservation import Reservation
from shared.kernel.errors import DomainError
from tests.modules.inventory import stores


class InventoryMachine(RuleBasedStateMachine):
    """Operations on a warehouse in memory, as a state machine whose steps are synchronous."""

    def __init__(self) -> None:
        super().__init__()
        self.warehouse, self.inventory = stores.in_memory()
        self.loop = asyncio.new_event_loop()
        self.list_reserved_units: dict[tuple[int, int], int] = {}

    def teardown(self) -> None:
        self.loop.close()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def refused(self, work: Coroutine[Any, Any, Any]) -> DomainError | None:
        try:
            self.do(work)
        except DomainError as error:
            return error
        return None

    def parts(self, order: int) -> list[Reservation]:
        return [part for part in self.inventory.state.reservations.values() if part.order_id == order]

    def units_in(self, order: int, state: str, place: str | None = None) -> dict[int, int]:
        """Units of each line of the order in a state (at a place)."""
        units: dict[int, int] = defaultdict(int)
        for part in self.parts(order):
            if part.state == state and place in (None, part.location_code):
                units[part.line_id] += part.quantity
        return units

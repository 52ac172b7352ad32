"""The units of an order: allocated, shipped, delivered and returned."""

from collections.abc import Iterable

from modules.orders.domain.order.line import Allocation, fulfillment_status_of
from modules.orders.domain.order.state import OrderState
from modules.orders.domain.order.status import return_status


class Units(OrderState):
    """The part of `Order` that counts units. The lines count their own."""

    __slots__ = ()

    def allocate(self, allocations: Iterable[Allocation]) -> None:
        """Add the allocations to the lines."""
        lines = self.lines
        for allocation in allocations:
            lines[allocation.line_id - 1].allocate(allocation.location_code, allocation.quantity)

    def replace_allocations(self, allocations: Iterable[Allocation]) -> bool:
        """Replace all allocations by those of the stock. Return whether they changed."""
        before = [line.allocation_state for line in self.lines]
        for line in self.lines:
            line.release_allocations()
        self.allocate(allocations)
        return [line.allocation_state for line in self.lines] != before

    def deliver(self, units: int) -> None:
        self.delivered_units += units
        self.recompute_fulfillment_status()

    def recompute_fulfillment_status(self) -> None:
        self.fulfillment_status = fulfillment_status_of(self.lines, self.delivered_units)

    def recompute_return_status(self, *, requested: bool) -> None:
        """`requested`: a return awaits approval or its units."""
        shipped = sum(line.shipped for line in self.lines if line.requires_shipping)
        self.return_status = return_status(shipped, sum(line.returned for line in self.lines), requested=requested)

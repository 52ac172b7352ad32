"""Consumption, restoration and reallocation of units in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from modules.orders.domain.fulfillment.customer_return import ReceivedItem
from modules.orders.domain.order.errors import not_reserved_here
from modules.orders.domain.order.order import Order
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


@dataclass(frozen=True)
class FakeAllocation:
    line_id: int
    sku: str
    location_code: str | None
    quantity: int


class InMemoryAllocations:
    """This part of the port `Stock`; `holds` and `gone` by order."""

    def __init__(self) -> None:
        self.holds: dict[int, list[FakeAllocation]] = {}
        self.gone: dict[int, list[FakeAllocation]] = {}
        self.received_returns: list[ReceivedItem] = []

    async def consume(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> Sequence[FakeAllocation]:
        found = self.holds.get(order_id, [])
        kept = {held.line_id for held in found}
        gone = [
            FakeAllocation(line_id, next(h.sku for h in found if h.line_id == line_id), location_code, count)
            for line_id, count in units.items()
            if line_id in kept
        ]
        left = _without(found, gone)
        tx.after_commit(lambda: self.holds.__setitem__(order_id, left))
        tx.after_commit(lambda: self.gone.setdefault(order_id, []).extend(gone))
        return left

    async def consume_lines(
        self, tx: Transaction, order_id: int, line_ids: Collection[int], metadata: EventMetadata
    ) -> Sequence[FakeAllocation]:
        found = self.holds.get(order_id, [])
        gone = [held for held in found if held.line_id in line_ids and held.location_code is not None]
        left = [held for held in found if held not in gone]
        tx.after_commit(lambda: self.holds.__setitem__(order_id, left))
        tx.after_commit(lambda: self.gone.setdefault(order_id, []).extend(gone))
        return left

    async def restore(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> Sequence[FakeAllocation]:
        gone = self.gone.get(order_id, [])
        lines = {parted.line_id: parted.sku for parted in gone}
        back = [
            FakeAllocation(line_id, lines[line_id], location_code, n)
            for line_id, n in units.items()
            if line_id in lines
        ]
        left = [*self.holds.get(order_id, []), *back]
        tx.after_commit(lambda: self.gone.__setitem__(order_id, _without(gone, back)))
        tx.after_commit(lambda: self.holds.__setitem__(order_id, left))
        return left

    async def reallocate(
        self,
        tx: Transaction,
        order_id: int,
        line_id: int,
        quantity: int,
        source: str,
        target: str,
        metadata: EventMetadata,
    ) -> Sequence[FakeAllocation]:
        found = self.holds.get(order_id, [])
        sku = next((held.sku for held in found if held.line_id == line_id), "")
        left = _without(found, [FakeAllocation(line_id, sku, source, quantity)])
        left.append(FakeAllocation(line_id, sku, target, quantity))
        tx.after_commit(lambda: self.holds.__setitem__(order_id, left))
        return left

    async def receive_return(
        self, tx: Transaction, order: Order, arrivals: Sequence[ReceivedItem], metadata: EventMetadata
    ) -> None:
        tx.after_commit(lambda: self.received_returns.extend(arrivals))


def _without(held: Sequence[FakeAllocation], gone: Sequence[FakeAllocation]) -> list[FakeAllocation]:
    """The remaining units. Raises Conflict `not_reserved_here`."""
    left = list(held)
    for parted in gone:
        count = parted.quantity
        for n, one in enumerate(left):
            if (one.line_id, one.location_code) == (parted.line_id, parted.location_code):
                taken = min(one.quantity, count)
                left[n] = replace(one, quantity=one.quantity - taken)
                count -= taken
        if count:
            raise not_reserved_here(
                sorted({one.location_code for one in held if one.line_id == parted.line_id and one.location_code})
            )
    return [one for one in left if one.quantity]

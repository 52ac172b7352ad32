"""What orders need of whoever keeps the products and their stock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modules.orders.domain.offer import Offer
from modules.orders.domain.order import Allocation, Order
from shared.kernel.errors import Refusal
from shared.kernel.events import Cause
from shared.kernel.transaction import Transaction


class Availability(Protocol):
    """`available` units can be had now; `backorderable` units more can be promised."""

    @property
    def available(self) -> int: ...
    @property
    def backorderable(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Demand:
    """An order that wants its units. Held until `order.payment_due_at` (while a payment is under way, until
    it is known what becomes of that); without it, for good.

    `once` names the request: its refused units are noted once however often it is sent.
    """

    order: Order
    allow_backorder: bool
    cause: Cause
    once: str | None = None


class Stock(Protocol):
    async def offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]:
        """The offers of those products that exist. Locks nothing."""
        ...

    async def availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]:
        """What could be had at this moment. Locks nothing."""
        ...

    async def reserve(self, tx: Transaction, demands: Sequence[Demand]) -> Sequence[Sequence[Allocation] | Refusal]:
        """Meet the demands in their order, each wholly or not at all (`insufficient_stock`).

        A fixed number of statements. Locks stock rows until the transaction ends: what
        follows must be short.
        """
        ...

    async def allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        """Where the order's units are at this moment; one statement. Locks nothing."""
        ...

    async def promised(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        """The units set aside and those waited for, by order; of all orders that have any."""
        ...

    async def release(
        self, tx: Transaction, order_id: int, cause: Cause, units: Mapping[int, int] | None = None
    ) -> None:
        """Give units of the order back (by line id, else all); what was given back before stays so."""
        ...

    async def commit(self, tx: Transaction, order_id: int, cause: Cause) -> None:
        """Keep the order's units for good. Raises Conflict `hold_lost` if one has already gone."""
        ...

    async def pin(self, tx: Transaction, order_id: int, cause: Cause) -> bool:
        """Keep the order's holds while a payment is under way; False if one has already gone."""
        ...

    async def unpin(self, tx: Transaction, order_id: int, expires_at: datetime, cause: Cause) -> None:
        """Let the order's holds go at the given time."""
        ...

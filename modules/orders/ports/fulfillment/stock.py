"""What orders need of whoever keeps the products and their stock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modules.orders.domain.fulfillment.customer_return import ReceivedItem
from modules.orders.domain.order.line import Allocation
from modules.orders.domain.order.offer import Offer
from modules.orders.domain.order.order import Order
from shared.kernel.errors import DomainError
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class Availability(Protocol):
    """`available` units can be had now; `backorderable` units more can be promised."""

    @property
    def available(self) -> int: ...
    @property
    def backorderable(self) -> int: ...


@dataclass(frozen=True, slots=True)
class ReservationRequest:
    """An order that wants its units. Held until `order.payment_due_at` (while a payment is under way, until
    it is known what becomes of that); without it, for good.

    `request_id` names the request: its refused units are noted once however often it is sent.
    """

    order: Order
    allow_backorder: bool
    cause: EventMetadata
    request_id: str | None = None


class Stock(Protocol):
    async def offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]:
        """The offers of those products that exist. Locks nothing."""
        ...

    async def availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]:
        """What could be had at this moment. Locks nothing."""
        ...

    async def reserve(
        self, tx: Transaction, demands: Sequence[ReservationRequest]
    ) -> Sequence[Sequence[Allocation] | DomainError]:
        """Meet the demands in their order, each wholly or not at all (`insufficient_stock`).

        Digital lines of an order that is confirmed already are consumed at once: no allocation tells of those units.
        A fixed number of statements. Locks stock rows until the transaction ends: what
        follows must be short.
        """
        ...

    async def allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        """Where the order's units are at this moment; one statement. Locks nothing."""
        ...

    async def allocations_of(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, Sequence[Allocation]]:
        """The same of many orders; those without any are left out. One statement. Locks nothing."""
        ...

    async def list_kept_until_settled(self, tx: Transaction) -> Collection[int]:
        """The orders whose holds are kept from going by themselves."""
        ...

    async def list_short(self, tx: Transaction, order_id: int | None = None) -> Collection[int]:
        """Orders whose units turned out not to exist and have not been replaced: all, or the given one if it is.

        Sees what was noted before in the transaction.
        """
        ...

    async def list_set_aside(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        """The units set aside and those waited for, by order; of all orders that have any."""
        ...

    async def release(
        self, tx: Transaction, order_id: int, cause: EventMetadata, units: Mapping[int, int] | None = None
    ) -> None:
        """Give units of the order back (by line id, else all); what was given back before stays so."""
        ...

    async def commit(self, tx: Transaction, order_id: int, cause: EventMetadata) -> None:
        """Keep the order's units for good. Raises Conflict `hold_lost` if one has already gone."""
        ...

    async def keep_until_settled(self, tx: Transaction, order_id: int, cause: EventMetadata) -> bool:
        """Keep the order's holds while a payment is under way; False if one has already gone."""
        ...

    async def expire_at(self, tx: Transaction, order_id: int, expires_at: datetime, cause: EventMetadata) -> None:
        """Let the order's holds go at the given time."""
        ...

    async def consume(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], cause: EventMetadata
    ) -> Sequence[Allocation]:
        """Units leave the house from there, by line id; where the order's units are afterwards.

        Lines of which no stock is kept are left alone. Raises Conflict `not_reserved_here {reserved_at}`.
        """
        ...

    async def consume_lines(
        self, tx: Transaction, order_id: int, line_ids: Collection[int], cause: EventMetadata
    ) -> Sequence[Allocation]:
        """All committed units of these lines are gone, from wherever they lay; where the order's units are afterwards.

        Units waited for and lines of which no stock is kept are left alone.
        """
        ...

    async def restore(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], cause: EventMetadata
    ) -> Sequence[Allocation]:
        """They have not left after all; where the order's units are afterwards."""
        ...

    async def reallocate(
        self,
        tx: Transaction,
        order_id: int,
        line_id: int,
        quantity: int,
        source: str,
        target: str,
        cause: EventMetadata,
    ) -> Sequence[Allocation]:
        """Units of a line are to come from another location; where the order's units are afterwards.

        Raises Conflict `not_reserved_here` and `insufficient_stock`, Invalid (`/to`) for what is no location.
        """
        ...

    async def receive_return(
        self, tx: Transaction, order: Order, arrivals: Sequence[ReceivedItem], cause: EventMetadata
    ) -> None:
        """Goods of the order came back. Raises Invalid (`/items/<n>/location_code`) for what is no location."""
        ...

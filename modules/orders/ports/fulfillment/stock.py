"""The products and their stock."""

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
    """`available` units are in stock; `backorderable` units can be promised in addition."""

    @property
    def available(self) -> int: ...
    @property
    def backorderable(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationRequest:
    """A request to reserve an order's units. They are held until `order.payment_due_at` (while a payment is in
    progress, until it is settled), or without an expiry if it is None.

    `request_id` identifies the request: its unmet demand is recorded once, however often it is sent.
    """

    order: Order
    allow_backorder: bool
    metadata: EventMetadata
    request_id: str | None = None


class Stock(Protocol):
    async def offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]:
        """The offers of existing products. Locks nothing."""
        ...

    async def availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]:
        """The availability at this moment. Locks nothing."""
        ...

    async def reserve(
        self, tx: Transaction, demands: Sequence[ReservationRequest]
    ) -> Sequence[Sequence[Allocation] | DomainError]:
        """Meet the requests in order, each completely or not at all (`insufficient_stock`).

        Digital lines of a confirmed order are consumed at once and have no allocations. A constant number of
        statements. Locks stock rows until the transaction ends, so keep the rest of it short.
        """
        ...

    async def allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        """The order's allocations at this moment; one statement. Locks nothing."""
        ...

    async def allocations_of(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, Sequence[Allocation]]:
        """The allocations of many orders; orders without any are left out. One statement. Locks nothing."""
        ...

    async def list_suspended_expiry(self, tx: Transaction) -> Collection[int]:
        """Orders whose reservations do not expire because a payment is in progress."""
        ...

    async def list_shortages(self, tx: Transaction, order_id: int | None = None) -> Collection[int]:
        """Orders with missing units that have not been replaced: all, or the given order if it is one.

        Includes changes made earlier in the transaction.
        """
        ...

    async def list_set_aside(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        """Reserved and backordered units by order, for all orders that have any."""
        ...

    async def release(
        self, tx: Transaction, order_id: int, metadata: EventMetadata, units: Mapping[int, int] | None = None
    ) -> None:
        """Release units of the order (by line id, otherwise all). Units released before stay released."""
        ...

    async def commit(self, tx: Transaction, order_id: int, metadata: EventMetadata) -> None:
        """Keep the order's units without an expiry. Raises Conflict `hold_lost` if a reservation has expired."""
        ...

    async def keep_until_settled(self, tx: Transaction, order_id: int, metadata: EventMetadata) -> bool:
        """Suspend the expiry of the order's reservations during a payment. Return False if one has expired."""
        ...

    async def expire_at(self, tx: Transaction, order_id: int, expires_at: datetime, metadata: EventMetadata) -> None:
        """Let the order's reservations expire at the given time."""
        ...

    async def consume(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> Sequence[Allocation]:
        """Take shipped units out of a location, by line id; return the remaining allocations.

        Ignores lines whose stock is not tracked. Raises Conflict `not_reserved_here {reserved_at}`.
        """
        ...

    async def consume_lines(
        self, tx: Transaction, order_id: int, line_ids: Collection[int], metadata: EventMetadata
    ) -> Sequence[Allocation]:
        """Take all reserved units of these lines out of any location; return the remaining allocations.

        Ignores backordered units and lines whose stock is not tracked.
        """
        ...

    async def restore(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> Sequence[Allocation]:
        """Revert `consume`; return the allocations."""
        ...

    async def reallocate(
        self,
        tx: Transaction,
        order_id: int,
        line_id: int,
        quantity: int,
        source: str,
        target: str,
        metadata: EventMetadata,
    ) -> Sequence[Allocation]:
        """Move reserved units of a line to another location; return the allocations.

        Raises Conflict `not_reserved_here` and `insufficient_stock`, Invalid (`/to`) for an unknown location.
        """
        ...

    async def receive_return(
        self, tx: Transaction, order: Order, arrivals: Sequence[ReceivedItem], metadata: EventMetadata
    ) -> None:
        """Book returned units. Raises Invalid (`/items/<n>/location_code`) for an unknown location."""
        ...

"""The orders kept, to be changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Literal, NamedTuple, Protocol

from modules.orders.domain.order.order import Order

SequenceName = Literal["order", "payment", "refund", "shipment", "return"]
"""What has ids of its own."""


class Reference(NamedTuple):
    """A client's own name for an order, unique within its scope."""

    scope: str
    text: str


class OrderRepository(Protocol):
    async def next_ids(self, count: int, of: SequenceName = "order") -> Sequence[int]:
        """Ids nobody else gets, ascending; what is not used is lost."""
        ...

    async def lock_names(self, names: Collection[str]) -> None:
        """Wait until nobody else holds these names, and hold them until the transaction ends."""
        ...

    async def find_by_reference(self, references: Sequence[Reference]) -> Mapping[Reference, int]:
        """The ids of those orders that exist under these references."""
        ...

    async def count_unpaid(self, customer_ids: Sequence[int]) -> Mapping[int, int]:
        """How many orders that each customer placed in person wait for payment; who has none may be left out."""
        ...

    def add(self, order: Order) -> None:
        """Keep a new order, with its history."""
        ...

    def save(self, order: Order) -> None:
        """Keep the changes of an order that was locked, with its new history."""
        ...

    async def save_terms(self, order: Order) -> None:
        """Keep what was decided when it was placed and has been corrected: guest, shipping, totals."""
        ...

    def save_money(self, order: Order) -> None:
        """The same where no line has changed."""
        ...

    async def lock(self, order_id: int, *, wait: bool = True) -> Order | None:
        """The order with its payments and refunds, locked until the transaction ends.

        None if there is none (or, unless `wait`, it is locked).
        """
        ...

    async def find_by_payment(self, payment_id: int) -> int | None:
        """The id of the order that the payment is a part of."""
        ...

    async def find_by_refund(self, refund_id: int) -> int | None:
        """The id of the order that the refund is a part of."""
        ...

    async def claim_guest_orders(self, customer_id: int, email: str) -> None:
        """From now on the customer sees the orders of guests with this address, in whatever case it is written."""
        ...

    async def erase(self, customer_id: int) -> Sequence[int]:
        """Erase who the customer is: addresses (but for the country), tax id, note, metadata, reasons. Numbers stay.

        Orders with goods still to be sent keep their shipping address until they have ended: the ids of those
        that were not known to wait before.
        """
        ...

    async def list_overdue(self, limit: int) -> Sequence[int]:
        """Orders whose time to be paid is up, with no payment under way; the longest overdue first."""
        ...

    async def list_due_among(self, order_ids: Sequence[int]) -> Sequence[int]:
        """Those of the orders for which something is due at the payment provider now; one statement."""
        ...

    async def list_due_at_provider(self, limit: int) -> Sequence[int]:
        """Orders for which something is due at the payment provider, the longest waiting first."""
        ...

    async def list_expiring_authorizations(self, within: timedelta, limit: int) -> Sequence[int]:
        """Orders whose authorised money will be let go so soon, and nobody was told yet."""
        ...

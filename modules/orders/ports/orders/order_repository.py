"""Persistence of orders."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Literal, NamedTuple, Protocol

from modules.orders.domain.order.buyer import Buyer
from modules.orders.domain.order.order import Order

SequenceName = Literal["order", "payment", "refund", "shipment", "return"]
"""Aggregates and parts with their own id sequence."""


class Reference(NamedTuple):
    """A client's own reference of an order, unique within its scope."""

    scope: str
    text: str


class OrderRepository(Protocol):
    async def next_ids(self, count: int, of: SequenceName = "order") -> Sequence[int]:
        """Unique ids, ascending. Unused ids are lost."""
        ...

    async def lock_names(self, names: Collection[str]) -> None:
        """Acquire exclusive locks on these names until the transaction ends."""
        ...

    async def find_by_reference(self, references: Sequence[Reference]) -> Mapping[Reference, int]:
        """The ids of existing orders by reference."""
        ...

    async def count_unpaid(self, customer_ids: Sequence[int]) -> Mapping[int, int]:
        """The number of pending orders that each customer placed; customers without any may be left out."""
        ...

    def add(self, order: Order) -> None:
        """Insert a new order with its history, and publish its events with the commit."""
        ...

    def save(self, order: Order) -> None:
        """Update a locked order, append its new events to the history and publish them with the commit.

        Each event once: the order has no new events afterwards.
        """
        ...

    async def save_terms(self, order: Order) -> None:
        """Update what was set when the order was placed and has been corrected: guest, shipping, totals."""
        ...

    def save_money(self, order: Order) -> None:
        """As `save`, for an order whose lines have not changed."""
        ...

    async def lock(self, order_id: int, *, wait: bool = True) -> Order | None:
        """The order with its payments and refunds, locked until the transaction ends.

        None if it does not exist (or, unless `wait`, if it is locked).
        """
        ...

    async def lock_available(self, order_ids: Collection[int]) -> Sequence[Order]:
        """Lock those of the orders that are not locked, until the transaction ends; returns them by id."""
        ...

    async def find_by_payment(self, payment_id: int) -> int | None:
        """The id of the payment's order."""
        ...

    async def find_by_refund(self, refund_id: int) -> int | None:
        """The id of the refund's order."""
        ...

    async def get_buyers(self, order_ids: Sequence[int]) -> Mapping[int, Buyer]:
        """The buyers of existing orders by order id, guests without their data. One statement, locks nothing."""
        ...

    async def list_with_coupon(self, customer_id: int) -> Sequence[int]:
        """Ids of the customer's orders that redeemed a coupon."""
        ...

    async def claim_guest_orders(self, customer_id: int, email: str) -> None:
        """Let the customer see guest orders with this address, now and later; case does not matter."""
        ...

    async def erase(self, customer_id: int) -> Sequence[int]:
        """Erase the customer's personal data: addresses (except countries), tax id, note, metadata, reasons. Amounts
        stay.

        Orders with units still to be shipped keep their shipping address until they end. Return the ids of those that
        were not waiting before.
        """
        ...

    async def list_overdue(self, limit: int) -> Sequence[int]:
        """Orders past their payment deadline with no payment in progress; longest overdue first."""
        ...

    async def list_due_among(self, order_ids: Sequence[int]) -> Sequence[int]:
        """Those of the orders with a provider request due now; one statement."""
        ...

    async def list_due_at_provider(self, limit: int) -> Sequence[int]:
        """Orders with a provider request due, longest waiting first."""
        ...

    async def list_expiring_authorizations(self, within: timedelta, limit: int) -> Sequence[int]:
        """Orders whose authorization expires within the period and that have not been notified."""
        ...

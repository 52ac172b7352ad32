"""Integrity checks of the stored data, each on one snapshot."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CardPayment:
    """A card payment as stored here. `is_open`: a result of the provider is still expected.

    `refunded_cents` excludes refunds by other means, which the provider does not know.
    """

    order_id: int
    provider: str
    provider_id: str | None
    captured_cents: int
    refunded_cents: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class DiscountedOrder:
    """An order with a coupon or a discount, off items and shipping together.

    `redemption_state`: the state that its redemption must have.
    """

    order_id: int
    coupon_code: str | None
    discount_cents: int
    redemption_state: str


class IntegrityQueries(Protocol):
    async def wrong_totals(self, snapshot: Transaction) -> Sequence[Violation]:
        """Orders whose amounts are not the sums of their lines and shipping."""
        ...

    async def broken_histories(self, snapshot: Transaction) -> Sequence[Violation]:
        """Orders whose status differs from their last event, or whose history has gaps."""
        ...

    async def wrong_states(self, snapshot: Transaction) -> Sequence[Violation]:
        """Orders whose derived statuses do not match their amounts and lines."""
        ...

    async def wrong_money(self, snapshot: Transaction) -> Sequence[Violation]:
        """Orders, payments and refunds whose amounts do not match."""
        ...

    async def wrong_credits(self, snapshot: Transaction) -> Sequence[Violation]:
        """Lines with credited units that no refund, return or cancellation accounts for; orders and returns whose
        credits do not match their refunds; returns refunded by a failed refund.
        """
        ...

    async def failed_refunds(self, snapshot: Transaction) -> Sequence[Violation]:
        """Failed refunds that were neither retried nor dismissed."""
        ...

    async def stale_returns(self, snapshot: Transaction) -> Sequence[Violation]:
        """Returns received long ago and neither refunded nor closed."""
        ...

    async def refunded_but_reserved(self, snapshot: Transaction) -> Sequence[Violation]:
        """Orders and lines that were refunded before shipping and still hold stock."""
        ...

    async def stale_tokens(self, snapshot: Transaction) -> Sequence[Violation]:
        """Payments whose token is still stored although it should have been used long ago."""
        ...

    async def stale_approvals(self, snapshot: Transaction) -> Sequence[Violation]:
        """Payments that still await approval (3-D Secure) long after it expired."""
        ...

    async def misplaced_units(self, snapshot: Transaction) -> Sequence[Violation]:
        """Open orders with unallocated units, ended ones with allocated units, and lines whose shipped or returned
        units do not match their shipments and returns.
        """
        ...

    async def reserved_units(self, snapshot: Transaction) -> Mapping[int, tuple[int, int]]:
        """Reserved and backordered units by order, of open orders that are not overdue."""
        ...

    async def awaiting_money(self, snapshot: Transaction) -> Collection[int]:
        """Orders with a payment in progress, or paid in part."""
        ...

    async def missing_stock_events(self, snapshot: Transaction) -> Collection[int]:
        """Orders with undelivered stock events (dead letters excluded)."""
        ...

    async def held_for_shortfall(self, snapshot: Transaction) -> Collection[int]:
        """Orders on hold because units are missing."""
        ...

    async def wrong_erasures(self, snapshot: Transaction) -> Sequence[Violation]:
        """Ended orders that still have an erased customer's address, and orders to be shipped to an erased address."""
        ...

    async def overdue(self, snapshot: Transaction) -> Collection[int]:
        """Orders past their payment deadline that have not expired yet."""
        ...

    async def orphans(self, snapshot: Transaction) -> Sequence[Violation]:
        """Lines, history, payments and refunds without an order, and orders without lines."""
        ...

    async def list_discounted_orders(
        self, snapshot: Transaction, after_order_id: int, limit: int
    ) -> Sequence[DiscountedOrder]:
        """Orders with a coupon or a discount and a greater id, by id."""
        ...

    async def wrong_counts(self, snapshot: Transaction) -> Sequence[Violation]:
        """Stored order counts that differ from the number of orders."""
        ...

    async def card_money(self, snapshot: Transaction) -> Mapping[int, CardPayment]:
        """All card payments by id."""
        ...

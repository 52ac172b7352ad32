"""What can be wrong with the data, each question answered from one snapshot."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CardPayment:
    """What a card's payment came to here. `is_open`: the provider still has to say something.

    `refunded_cents` are those the provider gave back; refunds by other means it knows nothing of.
    """

    order_id: int
    provider_id: str | None
    captured_cents: int
    refunded_cents: int
    is_open: bool


class IntegrityQueries(Protocol):
    async def wrong_totals(self, snapshot: Transaction) -> Sequence[Violation]:
        """Orders whose amounts are not the sums of their lines and their shipping."""
        ...

    async def broken_histories(self, snapshot: Transaction) -> Sequence[Violation]:
        """Orders whose state is not the one their history ends in, or whose history has gaps."""
        ...

    async def wrong_states(self, snapshot: Transaction) -> Sequence[Violation]:
        """Orders whose derived states are not what their amounts and lines say."""
        ...

    async def wrong_money(self, snapshot: Transaction) -> Sequence[Violation]:
        """Orders, payments and refunds that do not agree on what was taken and given back, or is still to be."""
        ...

    async def wrong_credits(self, snapshot: Transaction) -> Sequence[Violation]:
        """Lines that count units as given back of which no refund, return or cancellation says so; orders and
        returns whose credits are not those of their refunds; returns that are refunded by a refund that failed.
        """
        ...

    async def failed_refunds(self, snapshot: Transaction) -> Sequence[Violation]:
        """Refunds that failed, and that staff have neither repeated nor dismissed."""
        ...

    async def stale_returns(self, snapshot: Transaction) -> Sequence[Violation]:
        """Returns whose goods came back long ago, and that were neither refunded nor closed."""
        ...

    async def refunded_but_reserved(self, snapshot: Transaction) -> Sequence[Violation]:
        """Orders and lines whose money was given back before they left, and that still hold stock."""
        ...

    async def stale_tokens(self, snapshot: Transaction) -> Sequence[Violation]:
        """Payments whose token is kept although it should have been used long ago."""
        ...

    async def stale_approvals(self, snapshot: Transaction) -> Sequence[Violation]:
        """Payments that wait for their buyer (3-D Secure) although the time to approve them was up long ago."""
        ...

    async def misplaced_units(self, snapshot: Transaction) -> Sequence[Violation]:
        """Live orders with units nobody set aside, ended ones with units still set aside, and lines that count
        other units as shipped or returned than their shipments and returns hold.
        """
        ...

    async def reserved_units(self, snapshot: Transaction) -> Mapping[int, tuple[int, int]]:
        """The units set aside and those waited for, by order, of live orders that are not overdue."""
        ...

    async def awaiting_money(self, snapshot: Transaction) -> Collection[int]:
        """Orders with a payment of which nobody knows yet whether money will come, or that have been paid in part."""
        ...

    async def missing_stock_events(self, snapshot: Transaction) -> Collection[int]:
        """Orders to which word of the stock is still on its way (a dead letter no longer is)."""
        ...

    async def held_for_shortfall(self, snapshot: Transaction) -> Collection[int]:
        """Orders that are on hold because units are missing."""
        ...

    async def wrong_erasures(self, snapshot: Transaction) -> Sequence[Violation]:
        """Ended orders that still have an erased customer's address, and orders to be sent to nobody."""
        ...

    async def overdue(self, snapshot: Transaction) -> Collection[int]:
        """Orders whose time to be paid is up and that have not expired yet."""
        ...

    async def orphans(self, snapshot: Transaction) -> Sequence[Violation]:
        """Lines, history and money without an order, and orders without lines."""
        ...

    async def wrong_redemptions(self, snapshot: Transaction) -> Sequence[Violation]:
        """Coupons whose count is not their redemptions, and redemptions that are not what their orders say."""
        ...

    async def wrong_counts(self, snapshot: Transaction) -> Sequence[Violation]:
        """Where the kept number of orders is not their number."""
        ...

    async def card_money(self, snapshot: Transaction) -> Mapping[int, CardPayment]:
        """Every card's payment, by its id."""
        ...

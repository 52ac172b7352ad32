"""The order aggregate."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from modules.orders.domain.order.balance import Balance
from modules.orders.domain.order.buyer import Buyer, Details
from modules.orders.domain.order.errors import shipping_address_erased
from modules.orders.domain.order.events import (
    Cancelled,
    Completed,
    Confirmed,
    DomainEvent,
    Erased,
    Expired,
    Held,
    PaymentCreated,
    Placed,
    Released,
)
from modules.orders.domain.order.hold import Hold
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.personal_data import PersonalData
from modules.orders.domain.order.pricing import Basket, Shipping, Totals
from modules.orders.domain.order.status import (
    OrderStatus,
    Transition,
    next_status,
)
from modules.orders.domain.order.units import Units
from shared.kernel.events import EventMetadata


class Order(Balance, Units, PersonalData):
    """Lines, payments and refunds change together. Money, units and personal data of the order have a file each."""

    __slots__ = ()

    @classmethod
    def place(
        cls,
        order_id: int,
        buyer: Buyer,
        basket: Basket,
        *,
        details: Details,
        currency: str,
        now: datetime,
        metadata: EventMetadata,
        payment_within: timedelta,
        payment_method: str | None = None,
        client_reference: str | None = None,
        coupon_code: str | None = None,
        payment: Payment | None = None,
    ) -> "Order":
        """Create an order. It is confirmed at once if it costs nothing, was paid manually, or is invoiced.

        `payment`: a completed manual payment, or a card payment still to be authorized.
        """
        order = cls(
            id=order_id,
            buyer=buyer,
            currency=currency,
            lines=basket.lines,
            totals=basket.totals,
            shipping=basket.shipping,
            prices_include_tax=basket.prices_include_tax,
            details=details,
            created_at=now,
            updated_at=now,
            payment_due_at=now + payment_within,
            client_reference=client_reference,
            coupon_code=coupon_code,
            payment_method=payment_method,
        )
        if payment is not None and order.due_cents:
            order.add_payment(payment)
            order.add_paid(payment.captured_cents)
        if order.payments:
            order.recompute_payment_status()
        order.record(Placed, now, metadata)
        if (awaited := order.payment_in_progress) is not None:
            order.record(PaymentCreated, now, metadata, payment_id=awaited.id, amount_cents=awaited.amount_cents)
        elif payment_method in ("manual", "invoice") or order.due_cents == 0:
            order.confirm(now, metadata)
        return order

    @property
    def is_guest_order(self) -> bool:
        return self.buyer.customer_id is None

    def is_overdue(self, now: datetime) -> bool:
        """Whether the payment deadline has passed and no payment is in progress.

        A partly paid order has no deadline: `payment_due_at` is None while it holds money.
        """
        return (
            self.status is OrderStatus.PENDING_PAYMENT
            and not self.has_payment_in_progress
            and self.payment_due_at is not None
            and self.payment_due_at <= now
        )

    def expire(self, now: datetime, metadata: EventMetadata) -> None:
        self.status = self.next_status(Transition.EXPIRE)
        self.payment_due_at = None
        for line in self.lines:
            line.release_allocations()
        self.recompute_payment_status()
        self.change(now)
        self.record(Expired, now, metadata)
        self._finish_erasure(now, metadata)

    def put_on_hold(self, reason: str, now: datetime, metadata: EventMetadata) -> None:
        """Prevent shipping. Raises Conflict `invalid_transition` if the order is already on hold."""
        self.next_status(Transition.HOLD)
        self.change(now)
        self.hold_for(reason, now, metadata)

    def hold_for(self, reason: str, now: datetime, metadata: EventMetadata) -> None:
        """Prevent shipping because of another change of the order, or for another reason than before."""
        self.hold = Hold(reason, now)
        self.record(Held, now, metadata, reason=reason)

    def release_hold(self, now: datetime, metadata: EventMetadata) -> None:
        """Raises Conflict `invalid_transition`, and `shipping_address_erased` if units are to be shipped to an erased
        address.
        """
        self.next_status(Transition.RELEASE)
        if self.has_erased_address and any(line.requires_shipping and line.shippable_quantity for line in self.lines):
            raise shipping_address_erased(self.id)
        self.hold = None
        self.change(now)
        self.record(Released, now, metadata)

    def confirm(self, now: datetime, metadata: EventMetadata) -> None:
        self.status = self.next_status(Transition.CONFIRM)
        self.payment_due_at = None
        self.recompute_payment_status()
        self.record(Confirmed, now, metadata)

    def cancel(self, reason: str, now: datetime, metadata: EventMetadata) -> None:
        """End the order; its total is cancelled. Raises Conflict `invalid_transition`."""
        self.status = self.next_status(Transition.CANCEL)
        self.cancelled_cents = self.totals.total_cents
        self.payment_due_at = None
        self.hold = None
        self.recompute_payment_status()
        self.change(now)
        self.record(Cancelled, now, metadata, reason=reason)
        self._finish_erasure(now, metadata)

    def complete(self, now: datetime, metadata: EventMetadata) -> None:
        self.status = self.next_status(Transition.COMPLETE)
        self.hold = None
        self.record(Completed, now, metadata)
        self._finish_erasure(now, metadata)

    def reopen(self) -> None:
        """A completed order has units to ship again."""
        self.status = self.next_status(Transition.REOPEN)

    def change_shipping(self, shipping: Shipping, totals: Totals) -> None:
        """`totals`: the order's totals with the new shipping."""
        self.shipping, self.totals = shipping, totals
        self.recompute_payment_status()

    def next_status(self, transition: Transition) -> OrderStatus:
        """Raises Conflict `invalid_transition`."""
        return next_status(self.status, transition, held=self.hold is not None)

    def change(self, now: datetime) -> None:
        """Count a change. Call this before the events about it are recorded."""
        self.version += 1
        self.updated_at = now

    def record(self, event: type[DomainEvent], now: datetime, metadata: EventMetadata, **detail: object) -> None:
        self.sequence += 1
        self.events.append(
            event(self.sequence, now, metadata, self.status, self.payment_status, self.version, **detail)
        )

    def take_events(self) -> Sequence[DomainEvent]:
        """Return the new events; afterwards there are none."""
        taken, self.events = self.events, []
        return taken

    def _finish_erasure(self, now: datetime, metadata: EventMetadata) -> None:
        """The order has ended: erase the address that was kept for shipping."""
        if self.erase_kept_details():
            self.record(Erased, now, metadata)

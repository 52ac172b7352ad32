"""The order aggregate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from modules.orders.domain.order.balance import Balance
from modules.orders.domain.order.buyer import Buyer, Details
from modules.orders.domain.order.erasure import Erasure, finish_erasure, has_erased_address
from modules.orders.domain.order.errors import shipping_address_erased
from modules.orders.domain.order.events import Confirmed, DomainEvent, Expired, Held, PaymentCreated, Placed, Released
from modules.orders.domain.order.hold import Hold
from modules.orders.domain.order.line import Allocation, Line, fulfillment_status_of
from modules.orders.domain.order.payment import Payment
from modules.orders.domain.order.payment_states import PaymentState
from modules.orders.domain.order.pricing import Basket, Shipping, Totals
from modules.orders.domain.order.refund import Refund
from modules.orders.domain.order.status import (
    FulfillmentStatus,
    PaymentStatus,
    ReturnStatus,
    Status,
    Transition,
    next_status,
    payment_status,
)
from shared.kernel.events import EventMetadata

_AWAITING_BUYER = (PaymentState.REQUIRES_ACTION, PaymentState.VOIDING)
"""A payment being voided still counts as awaiting the buyer until the provider confirms."""


@dataclass(slots=True)
class Order(Balance):
    """`sequence` numbers the recorded events, `version` the changes. New events are collected in `events`.

    Payments and refunds are changed by `domain.payments`. `cancelled_cents` is the part of the total for cancelled
    units (and for shipping, once no unit needs it). `credited_cents` is the part credited to the buyer: by refunds that
    staff or a return made, and by returned units that had not been paid for; `credited_shipping_cents` is its part for
    shipping. Refunds of cancelled units count in `cancelled_cents` only.
    """

    id: int
    buyer: Buyer
    currency: str
    lines: Sequence[Line]
    totals: Totals
    shipping: Shipping
    prices_include_tax: bool
    details: Details
    created_at: datetime
    updated_at: datetime
    payment_due_at: datetime | None
    client_reference: str | None = None
    coupon_code: str | None = None
    payment_method: str | None = None
    cancelled_cents: int = 0
    credited_cents: int = 0
    credited_shipping_cents: int = 0
    delivered_units: int = 0
    paid_cents: int = 0
    refunded_cents: int = 0
    status: Status = Status.PENDING_PAYMENT
    payment_status: PaymentStatus = PaymentStatus.UNPAID
    fulfillment_status: FulfillmentStatus = FulfillmentStatus.UNFULFILLED
    return_status: ReturnStatus = ReturnStatus.NONE
    hold: Hold | None = None
    erasure: Erasure | None = None
    version: int = 1
    sequence: int = 0
    payments: list[Payment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    events: list[DomainEvent] = field(default_factory=list, compare=False)

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
        cause: EventMetadata,
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
            order_id,
            buyer,
            currency,
            basket.lines,
            basket.totals,
            basket.shipping,
            basket.prices_include_tax,
            details,
            now,
            now,
            now + payment_within,
            client_reference,
            coupon_code,
            payment_method,
        )
        if payment is not None and order.due_cents:
            order.payments.append(payment)
            order.paid_cents = payment.captured_cents
        if order.payments:
            order.recompute_payment_status()
        order.record(Placed, now, cause)
        if (awaited := order.payment_in_progress) is not None:
            order.record(PaymentCreated, now, cause, payment_id=awaited.id, amount_cents=awaited.amount_cents)
        elif payment_method in ("manual", "invoice") or order.due_cents == 0:
            order.confirm(now, cause)
        return order

    @property
    def is_guest_order(self) -> bool:
        return self.buyer.customer_id is None

    @property
    def payment_in_progress(self) -> Payment | None:
        """The payment whose outcome is not known yet."""
        return next((payment for payment in self.payments if payment.is_in_progress), None)

    @property
    def has_payment_in_progress(self) -> bool:
        return self.payment_in_progress is not None

    def payment(self, payment_id: int) -> Payment:
        """Raises KeyError."""
        return {payment.id: payment for payment in self.payments}[payment_id]

    def refund(self, refund_id: int) -> Refund:
        """Raises KeyError."""
        return {refund.id: refund for refund in self.refunds}[refund_id]

    def recompute_payment_status(self) -> None:
        """Recompute the payment status from the amounts and payments."""
        awaited = self.payment_in_progress
        waits_for_buyer = awaited is not None and awaited.status in _AWAITING_BUYER
        pending = PaymentStatus.REQUIRES_ACTION if waits_for_buyer else PaymentStatus.PENDING
        self.payment_status = payment_status(
            self.outstanding_cents,
            captured_cents=self.paid_cents,
            refunded_cents=self.refunded_cents,
            authorized_cents=sum(payment.authorized_cents for payment in self.payments),
            in_progress=pending if awaited is not None else None,
            voided=any(p.status is PaymentState.VOIDED and p.was_authorized for p in self.payments),
            is_confirmed=self.status in (Status.CONFIRMED, Status.COMPLETED),
        )

    def recompute_fulfillment_status(self) -> None:
        self.fulfillment_status = fulfillment_status_of(self.lines, self.delivered_units)

    def allocate(self, allocations: Iterable[Allocation]) -> None:
        """Add the allocations to the lines."""
        lines = self.lines
        for allocation in allocations:
            lines[allocation.line_id - 1].allocate(allocation.location_code, allocation.quantity)

    def is_overdue(self, now: datetime) -> bool:
        """Whether the payment deadline has passed and no payment is in progress.

        A partly paid order has no deadline: `payment_due_at` is None while it holds money.
        """
        return (
            self.status is Status.PENDING_PAYMENT
            and not self.has_payment_in_progress
            and self.payment_due_at is not None
            and self.payment_due_at <= now
        )

    def expire(self, now: datetime, cause: EventMetadata) -> None:
        self.status = self.next_status(Transition.EXPIRE)
        self.payment_due_at = None
        for line in self.lines:
            line.release_allocations()
        self.recompute_payment_status()
        self.change(now)
        self.record(Expired, now, cause)
        finish_erasure(self, now, cause)

    def put_on_hold(self, reason: str, now: datetime, cause: EventMetadata) -> None:
        """Prevent shipping. Raises Conflict `invalid_transition` if the order is already on hold."""
        self.next_status(Transition.HOLD)
        self.hold = Hold(reason, now)
        self.change(now)
        self.record(Held, now, cause, reason=reason)

    def release_hold(self, now: datetime, cause: EventMetadata) -> None:
        """Raises Conflict `invalid_transition`, and `shipping_address_erased` if units are to be shipped to an erased
        address.
        """
        self.next_status(Transition.RELEASE)
        if has_erased_address(self) and any(line.requires_shipping and line.shippable_quantity for line in self.lines):
            raise shipping_address_erased(self.id)
        self.hold = None
        self.change(now)
        self.record(Released, now, cause)

    def replace_allocations(self, allocations: Iterable[Allocation]) -> bool:
        """Replace all allocations by those of the stock. Return whether they changed."""
        before = [line.allocation_state for line in self.lines]
        for line in self.lines:
            line.release_allocations()
        self.allocate(allocations)
        return [line.allocation_state for line in self.lines] != before

    def confirm(self, now: datetime, cause: EventMetadata) -> None:
        self.status = self.next_status(Transition.CONFIRM)
        self.payment_due_at = None
        self.recompute_payment_status()
        self.record(Confirmed, now, cause)

    def next_status(self, transition: Transition) -> Status:
        """Raises Conflict `invalid_transition`."""
        return next_status(self.status, transition, held=self.hold is not None)

    def change(self, now: datetime) -> None:
        """Count a change. Call this before the events about it are recorded."""
        self.version += 1
        self.updated_at = now

    def record(self, event: type[DomainEvent], now: datetime, cause: EventMetadata, **detail: object) -> None:
        self.sequence += 1
        self.events.append(event(self.sequence, now, cause, self.status, self.payment_status, self.version, **detail))

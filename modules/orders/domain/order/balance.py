"""The amounts of an order: due, paid and outstanding."""

from datetime import datetime

from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.payments.refund import Refund
from modules.orders.domain.order.state import OrderState
from modules.orders.domain.order.status import TERMINAL_STATUSES, OrderStatus, PaymentStatus, payment_status

_AWAITING_BUYER = (PaymentState.REQUIRES_ACTION, PaymentState.VOIDING)
"""A payment being voided still counts as awaiting the buyer until the provider confirms."""


class Balance(OrderState):
    """The part of `Order` that counts money. The verbs change the sums; `recompute_payment_status` derives the
    payment status from them.
    """

    __slots__ = ()

    @property
    def due_cents(self) -> int:
        """The total without cancelled amounts."""
        return self.totals.total_cents - self.cancelled_cents

    @property
    def balance_cents(self) -> int:
        """Due less credits and net payments. A negative balance is to be refunded."""
        return self.due_cents - self.credited_cents - (self.paid_cents - self.refunded_cents)

    @property
    def outstanding_cents(self) -> int:
        """What the customer still owes; 0 for cancelled and expired orders."""
        return 0 if self.status in TERMINAL_STATUSES else max(0, self.balance_cents)

    @property
    def payable_cents(self) -> int:
        """The amount of a new payment: what is outstanding and not covered by an authorization."""
        return max(0, self.outstanding_cents - sum(payment.authorized_cents for payment in self.payments))

    @property
    def is_payable(self) -> bool:
        """Whether a new payment can be requested."""
        return self.payable_cents > 0

    @property
    def holds_money(self) -> bool:
        """Whether some of the paid money has not been refunded."""
        return self.paid_cents > self.refunded_cents

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
            is_confirmed=self.status in (OrderStatus.CONFIRMED, OrderStatus.COMPLETED),
        )

    def extend_payment_deadline(self, until: datetime) -> None:
        """Wait for a payment until then. No effect if the order is not pending, or holds money already."""
        if self.status is OrderStatus.PENDING_PAYMENT and not self.holds_money:
            self.payment_due_at = until

    def lift_payment_deadline(self) -> None:
        """A pending order that holds money must not expire."""
        if self.status is OrderStatus.PENDING_PAYMENT:
            self.payment_due_at = None

    def pay_by(self, method: str) -> None:
        """Set the payment method; an invoiced order stays invoiced, however it is paid."""
        if self.payment_method != "invoice":
            self.payment_method = method

    def add_payment(self, payment: Payment) -> None:
        self.payments = (*self.payments, payment)

    def add_refund(self, refund: Refund) -> None:
        self.refunds = (*self.refunds, refund)

    def add_paid(self, cents: int) -> None:
        """Count received money; a negative amount was never received after all."""
        self.paid_cents += cents

    def add_refunded(self, cents: int, *, is_credit: bool) -> None:
        """Count refunded money; a negative amount has come back. `is_credit`: it lowers the amount due."""
        self.refunded_cents += cents
        if is_credit:
            self.credited_cents += cents

    def add_cancelled(self, cents: int) -> None:
        """Lower the amount due by the value of cancelled units."""
        self.cancelled_cents += cents

    def add_credit(self, cents: int, *, shipping_cents: int) -> None:
        """Lower the amount due by the value of returned units, of which a part is for shipping; negative: revert it."""
        self.credited_cents += cents
        self.credited_shipping_cents += shipping_cents

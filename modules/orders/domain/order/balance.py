"""What an order costs, what of that has been paid, and what it still owes."""

from modules.orders.domain.order.payment import Payment
from modules.orders.domain.order.pricing import Totals
from modules.orders.domain.order.status import TERMINAL_STATUSES, Status


class Balance:
    """The amounts of an order; `Order` keeps the fields."""

    __slots__ = ()

    status: Status
    totals: Totals
    cancelled_cents: int
    credited_cents: int
    paid_cents: int
    refunded_cents: int
    payments: list[Payment]

    @property
    def due_cents(self) -> int:
        """What the order costs, without what was cancelled."""
        return self.totals.total_cents - self.cancelled_cents

    @property
    def balance_cents(self) -> int:
        """What is due less what was credited and paid (net of refunds); below 0: money that is to go back."""
        return self.due_cents - self.credited_cents - (self.paid_cents - self.refunded_cents)

    @property
    def outstanding_cents(self) -> int:
        """What the order still owes; an order that came to nothing owes nothing."""
        return 0 if self.status in TERMINAL_STATUSES else max(0, self.balance_cents)

    @property
    def payable_cents(self) -> int:
        """What a new payment would take: what is outstanding and not covered by money set aside at a bank."""
        return max(0, self.outstanding_cents - sum(payment.authorized_cents for payment in self.payments))

    @property
    def is_payable(self) -> bool:
        """Whether there is money to ask for: what was taken or set aside does not cover it."""
        return self.payable_cents > 0

    @property
    def holds_money(self) -> bool:
        """Whether money is here that has not been given back."""
        return self.paid_cents > self.refunded_cents

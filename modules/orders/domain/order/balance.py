"""The amounts of an order: due, paid and outstanding."""

from modules.orders.domain.order.payment import Payment
from modules.orders.domain.order.pricing import Totals
from modules.orders.domain.order.status import TERMINAL_STATUSES, Status


class Balance:
    """Amounts derived from the fields of `Order`."""

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

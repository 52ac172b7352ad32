"""Read-only queries of payments and refunds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.refund import Refund
from shared.kernel.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class PaymentScope:
    """Limits to orders that the caller bought or placed; None is no limit."""

    customer_id: int | None = None
    placed_by: str | None = None


@dataclass(frozen=True, slots=True)
class PartFilter:
    """Filter of a list of payments or refunds; None is no condition. The time range is half open."""

    order_id: int | None = None
    status: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaymentFilter(PartFilter):
    method: str | None = None


@dataclass(frozen=True, slots=True)
class RefundFilter(PartFilter):
    payment_id: int | None = None


@dataclass(frozen=True, slots=True)
class RefundRecord:
    """A refund with its order's currency."""

    refund: Refund
    currency: str


class PaymentQueries(Protocol):
    async def get_order_of_payment(self, payment_id: int) -> Order | None:
        """The payment's order; one statement."""
        ...

    async def get_order_of_refund(self, refund_id: int) -> Order | None:
        """The refund's order; one statement."""
        ...

    async def list_payments(self, bounds: PaymentScope, selection: PaymentFilter, wanted: PageRequest) -> Page[Payment]:
        """The number of statements does not depend on the page size."""
        ...

    async def list_refunds(
        self, bounds: PaymentScope, selection: RefundFilter, wanted: PageRequest
    ) -> Page[RefundRecord]:
        """The number of statements does not depend on the page size."""
        ...

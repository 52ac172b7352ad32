"""Payments and refunds kept, to be looked at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payment import Payment
from modules.orders.domain.order.refund import Refund
from shared.kernel.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class PaymentScope:
    """What a caller may see: of orders they bought, or placed; None is no bound."""

    customer_id: int | None = None
    placed_by: str | None = None


@dataclass(frozen=True, slots=True)
class PartFilter:
    """Which payments or refunds of a list are wanted; None is no condition. The time range is half open."""

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
    """A refund with the currency of its order."""

    refund: Refund
    currency: str


class PaymentQueries(Protocol):
    async def get_order_of_payment(self, payment_id: int) -> Order | None:
        """The order that the payment is a part of; one statement."""
        ...

    async def get_order_of_refund(self, refund_id: int) -> Order | None:
        """The order that the refund is a part of; one statement."""
        ...

    async def list_payments(self, bounds: PaymentScope, selection: PaymentFilter, wanted: PageRequest) -> Page[Payment]:
        """A number of statements that does not grow with the page."""
        ...

    async def list_refunds(
        self, bounds: PaymentScope, selection: RefundFilter, wanted: PageRequest
    ) -> Page[RefundRecord]:
        """The same of refunds."""
        ...

"""Queries of payments and refunds."""

from dataclasses import dataclass

from modules.orders.application.order_access import MONEY_SCOPES, own_only, owns_or_placed, visible
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.ports.payments.payment_queries import (
    PaymentFilter,
    PaymentQueries,
    PaymentScope,
    RefundFilter,
    RefundRecord,
)
from shared.kernel.paging import Page, PageRequest
from shared.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class PaymentView:
    """`to_owner`: the caller is the buyer and may see the `next_action`."""

    payment: Payment
    to_owner: bool


class PaymentQueryService:
    """Payments and refunds of visible orders; with a scope of `MONEY_SCOPES` of all orders."""

    def __init__(self, records: PaymentQueries) -> None:
        self._records = records

    async def get_payment(self, principal: Principal, payment_id: int) -> PaymentView:
        """Raises NotFound."""
        order = visible(principal, await self._records.get_order_of_payment(payment_id), "payment", also=MONEY_SCOPES)
        return PaymentView(order.payment(payment_id), owns_or_placed(principal, order))

    async def get_refund(self, principal: Principal, refund_id: int) -> RefundRecord:
        """Raises NotFound."""
        order = visible(principal, await self._records.get_order_of_refund(refund_id), "refund", also=MONEY_SCOPES)
        return RefundRecord(order.refund(refund_id), order.currency)

    async def list_payments(
        self, principal: Principal, selection: PaymentFilter, wanted: PageRequest
    ) -> Page[PaymentView]:
        """Payments of the caller's orders; with orders:read or a scope of `MONEY_SCOPES` of all, never as the owner."""
        bounds = _bounds(principal)
        page = await self._records.list_payments(bounds, selection, wanted)
        to_owner = bounds != PaymentScope()
        views = [PaymentView(payment, to_owner) for payment in page.items]
        return Page(views, next_after=page.next_after, total=page.total, total_capped=page.total_capped)

    async def list_refunds(
        self, principal: Principal, selection: RefundFilter, wanted: PageRequest
    ) -> Page[RefundRecord]:
        """Refunds of the same orders."""
        return await self._records.list_refunds(_bounds(principal), selection, wanted)


def _bounds(principal: Principal) -> PaymentScope:
    own = own_only(principal, *MONEY_SCOPES)
    return PaymentScope(own.customer_id_is, own.placed_by)

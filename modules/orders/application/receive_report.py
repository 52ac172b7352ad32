"""The provider sends word about a payment or a refund: heard once, then asked about."""

from datetime import timedelta

from modules.orders.application.announce import announce
from modules.orders.domain import paying
from modules.orders.ports.provider import NotFromProvider, PaymentProvider
from modules.orders.ports.unit_of_work import Begin
from shared.kernel.errors import Unauthenticated
from shared.kernel.events import Cause

KEPT = timedelta(days=30)
AT_ONCE = 1_000


class ReceiveReport:
    """What a report says may be old when it comes, or come twice: it only says where to look.

    It is durable, with the event that has somebody look, when this returns.
    """

    def __init__(self, begin: Begin, provider: PaymentProvider) -> None:
        self._begin = begin
        self._provider = provider

    async def __call__(self, payload: bytes, signature: str, cause: Cause) -> None:
        """Raises Unauthenticated unless the provider has signed it just now."""
        try:
            report = self._provider.read_report(payload, signature)
        except NotFromProvider:
            raise Unauthenticated("token_invalid", "The report is not signed by the provider, or not of now.") from None
        async with self._begin(None) as work:
            if not await work.reports.note(report):
                return
            order_id = await work.reports.order_of(report)
            order = await work.orders.lock(order_id) if order_id is not None else None
            if order is not None:
                refund = next((refund for refund in order.refunds if refund.id == report.refund_id), None)
                payment_id = refund.payment_id if refund else report.payment_id
                payment = next((payment for payment in order.payments if payment.id == payment_id), None)
                if refund is not None and payment is not None and refund.open:
                    refund.try_again_at(work.tx.now, work.tx.now)
                if payment is not None and (refund is None or refund.open):
                    paying.reported(order, payment, work.tx.now, cause)
                    work.orders.save_money(order)
                    announce(work.tx, order)
            await work.commit()


class ForgetReports:
    """Providers repeat a report for some days at most."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        more = True
        while more:
            async with self._begin(None) as work:
                more = await work.reports.forget(KEPT, AT_ONCE) == AT_ONCE
                await work.commit()

"""Handle the provider's webhooks: record each event once and schedule a lookup."""

from collections.abc import Mapping
from datetime import datetime

from modules.orders.domain.order.order import Order
from modules.orders.domain.settlement import payment_results
from modules.orders.ports.payments.payment_provider import InvalidSignature, PaymentProviders, ProviderEvent
from modules.orders.ports.unit_of_work import Begin
from shared.kernel.errors import Unauthenticated
from shared.kernel.events import EventMetadata


class HandleProviderWebhook:
    """Webhooks may be outdated or repeated, so they only trigger a lookup of the payment or refund.

    The provider's event and the triggering event are durable when this returns.
    """

    def __init__(self, begin: Begin, providers: PaymentProviders) -> None:
        self._begin = begin
        self._providers = providers

    async def __call__(
        self, provider: str, payload: bytes, headers: Mapping[str, str], metadata: EventMetadata
    ) -> None:
        """Raises Unauthenticated unless the provider of that name has signed the payload recently."""
        try:
            report = self._providers.named(provider).parse_webhook(payload, headers)
        except InvalidSignature:
            raise Unauthenticated("token_invalid", "The webhook signature is invalid or expired.") from None
        async with self._begin() as work:
            if not await work.provider_events.add(provider, report):
                return
            order_id = await work.provider_events.find_order_id(provider, report)
            order = await work.orders.lock(order_id) if order_id is not None else None
            if order is not None and _schedule_lookup(order, provider, report, work.tx.now, metadata):
                work.orders.save_money(order)
            await work.commit()


def _schedule_lookup(
    order: Order, provider: str, report: ProviderEvent, now: datetime, metadata: EventMetadata
) -> bool:
    """Schedule a lookup of the payment or refund. Returns whether there is one."""
    if report.refund_id is not None:
        refund = next((refund for refund in order.refunds if refund.id == report.refund_id), None)
        if refund is not None and refund.provider_id is not None:
            refund.schedule_retry(now, now)
        return refund is not None
    own = (payment for payment in order.payments if payment.provider == provider)
    payment = next((p for p in own if p.id == report.payment_id or p.provider_id == report.provider_id), None)
    if payment is None or not (payment.is_mutable or report.is_dispute):
        return False
    payment_results.record_provider_event(order, payment, now=now, metadata=metadata)
    return True

"""Settle an order at the payment provider: claim, call outside any transaction, record."""

from modules.orders.application.settlement.claim_due import ClaimDue
from modules.orders.application.settlement.record_outcome import RecordOutcome
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.payment_states import Action
from modules.orders.domain.settlement.due_requests import Due, PaymentDue, RefundDue
from modules.orders.domain.settlement.provider_results import (
    ProviderPayment,
    ProviderResult,
    RequestRejected,
    ResultUnknown,
)
from modules.orders.ports.payments.payment_provider import (
    Charge,
    OutcomeUnknown,
    PaymentProvider,
    PaymentProviders,
    Rejected,
)
from shared.kernel.events import EventMetadata

MAX_STEPS = 8
"""An order needs two or three requests; remaining ones stay due."""


class SettleOrder:
    """Sends the due requests of one order. Idempotent and safe to call concurrently.

    If the process ends, the request is due again after its lease; repeated with the same idempotency key it
    returns the first outcome.
    """

    def __init__(
        self, claim: ClaimDue, record: RecordOutcome, providers: PaymentProviders, *, capture_immediately: bool
    ) -> None:
        self._claim = claim
        self._record = record
        self._providers = providers
        self._capture_immediately = capture_immediately

    async def __call__(self, order_id: int, metadata: EventMetadata) -> None:
        for _ in range(MAX_STEPS):
            due = await self._claim(order_id)
            if due is None or not await self._send(due, metadata):
                return

    async def send(self, due: Due, metadata: EventMetadata) -> None:
        """Send a request that was claimed with others, then what else is due for its order."""
        if await self._send(due, metadata):
            await self(due.order_id, metadata)

    async def _send(self, due: Due, metadata: EventMetadata) -> bool:
        """Returns whether another request is due for the order."""
        return await self._record(due, await self._request(due), metadata)

    async def _request(self, due: Due) -> ProviderResult:
        try:
            provider = self._providers.named(due.provider)
            return await (self._payment(due, provider) if isinstance(due, PaymentDue) else _refund(due, provider))
        except OutcomeUnknown:
            return ResultUnknown()
        except Rejected as error:
            return RequestRejected(error.code)

    async def _payment(self, due: PaymentDue, provider: PaymentProvider) -> ProviderPayment | ResultUnknown:
        payment, provider_id = due.payment, due.payment.provider_id
        if due.action is Action.AUTHORIZE:
            return await provider.authorize(self._charge(payment))
        if due.action is not Action.LOOK_UP and provider_id is not None:
            if due.action is Action.CAPTURE:
                wanted = payment.amount_cents if payment.capture_cents is None else payment.capture_cents
                return await provider.capture(payment.id, provider_id, wanted)
            return await provider.void(payment.id, provider_id)
        # An empty result proves nothing: the request may still be in transit.
        return await provider.get_payment(payment.id, provider_id) or ResultUnknown()

    def _charge(self, payment: Payment) -> Charge:
        if payment.token is None:
            raise Rejected("missing_token", "The payment's token is gone.")
        return Charge(
            payment_id=payment.id,
            order_id=payment.order_id,
            amount_cents=payment.amount_cents,
            currency=payment.currency,
            capture=self._capture_immediately,
            token=payment.token,
            return_url=payment.return_url,
        )


async def _refund(due: RefundDue, provider: PaymentProvider) -> ProviderResult:
    refund = due.refund
    if due.key_expired:
        return ResultUnknown()
    if refund.provider_id is not None:
        return await provider.get_refund(refund.id, refund.provider_id) or ResultUnknown()
    return await provider.refund(refund.id, refund.payment_id, due.provider_payment_id, refund.amount_cents)

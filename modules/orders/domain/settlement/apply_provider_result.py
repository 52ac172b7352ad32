"""Apply the provider's results to payments and refunds. Late and repeated results have no effect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import NextAction, Payment
from modules.orders.domain.order.payments.payment_states import Action, PaymentState
from modules.orders.domain.order.payments.refund import Refund, RefundState
from modules.orders.domain.order.status import OPEN_STATUSES, OrderStatus
from modules.orders.domain.settlement import disputes, payment_results, refund_policy
from modules.orders.domain.settlement.provider_results import (
    Outcome,
    ProviderPayment,
    ProviderRefund,
    ProviderResult,
    RefundOutcome,
    RequestRejected,
)
from shared.kernel.backoff import Backoff
from shared.kernel.events import EventMetadata

BACKOFF = Backoff(initial=timedelta(seconds=1), maximum=timedelta(minutes=10), jitter=0.2)
DEFAULT_AUTHORIZATION_PERIOD = timedelta(days=7)
"""Lifetime of an authorization if the provider states none."""
REFUND_POLL_INTERVAL = timedelta(minutes=1)
"""Interval between lookups of a pending refund."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultContext:
    """Time and event metadata of a result. `within`: how long an unpaid order waits for another attempt.

    `chance` returns a random number from 0 to 1, which sets the jitter of a delay.
    """

    now: datetime
    metadata: EventMetadata
    within: timedelta
    chance: Callable[[], float]

    def retry_at(self, attempts: int) -> datetime:
        """Time of the next attempt: exponential backoff with jitter."""
        return self.now + BACKOFF.delay(attempts, self.chance())


def apply_payment_result(
    order: Order,
    payment: Payment,
    action_requested: Action,
    *,
    result: ProviderResult,
    context: ResultContext,
    superseded: bool = False,
) -> None:
    """`superseded`: another action was requested since the request was sent.

    The result is applied all the same, but the newer action keeps its schedule.
    """
    now, metadata = context.now, context.metadata
    if isinstance(result, ProviderPayment):
        payment.link_to_provider(result.provider_id, now)
        if not _APPLIERS[result.outcome](order, payment, result, context) and not superseded:
            _retry_if_pending(order, payment, result, context)
        if result.dispute_status and result.dispute_status != payment.dispute_status:
            disputes.record_dispute(order, payment, result.dispute_status, now=now, metadata=metadata)
    elif (
        isinstance(result, RequestRejected)
        and action_requested is Action.AUTHORIZE
        and payment.can_become(PaymentState.FAILED)
    ):
        payment_results.record_decline(
            order, payment, PaymentState.FAILED, code=result.code, within=context.within, now=now, metadata=metadata
        )
    elif superseded:
        return
    elif isinstance(result, RequestRejected) and payment.is_mutable:
        # The payment is in another state than expected: look it up.
        payment.schedule_retry(context.retry_at(payment.attempts), now, Action.LOOK_UP)
    elif isinstance(result, RequestRejected):
        payment.finish_request(now)
    elif payment.awaits_provider:
        payment_results.record_unknown(order, payment, context.retry_at(payment.attempts), now=now, metadata=metadata)
    elif payment.action is not None:
        payment.schedule_retry(context.retry_at(payment.attempts), now)


def apply_refund_result(order: Order, refund: Refund, result: ProviderResult, context: ResultContext) -> None:
    now, metadata = context.now, context.metadata
    if isinstance(result, ProviderRefund):
        if refund.is_open or refund.provider_id != result.provider_id:
            refund.link_to_provider(result.provider_id, now)
        if result.outcome is RefundOutcome.SUCCEEDED and refund.can_become(RefundState.SUCCEEDED):
            refund_policy.record_success(order, refund, now=now, metadata=metadata)
        elif result.outcome is RefundOutcome.FAILED and refund.can_become(RefundState.FAILED):
            refund_policy.record_failure(order, refund, now=now, metadata=metadata)
        elif refund.is_open:
            refund.schedule_retry(now + REFUND_POLL_INTERVAL, now)
        else:
            refund.finish_request(now)
    elif isinstance(result, RequestRejected) and refund.is_open:
        refund_policy.record_failure(order, refund, now=now, metadata=metadata)
    elif isinstance(result, RequestRejected):
        refund.finish_request(now)
    elif refund.next_attempt_at is not None:
        refund_policy.record_unknown(order, refund, context.retry_at(refund.attempts), now=now, metadata=metadata)


def _captured(order: Order, payment: Payment, state: ProviderPayment, context: ResultContext) -> bool:
    if applies := payment.can_become(PaymentState.CAPTURED):
        payment_results.record_capture(order, payment, state.captured_cents, now=context.now, metadata=context.metadata)
    return applies


def _authorized(order: Order, payment: Payment, state: ProviderPayment, context: ResultContext) -> bool:
    applies = (
        payment.can_become(PaymentState.AUTHORIZED)
        and payment.status is not PaymentState.VOIDING
        and not payment.was_authorized
    )
    if applies:
        expires_at = state.authorization_expires_at or context.now + DEFAULT_AUTHORIZATION_PERIOD
        payment_results.record_authorization(order, payment, expires_at, now=context.now, metadata=context.metadata)
    return applies


def _declined(order: Order, payment: Payment, state: ProviderPayment, context: ResultContext) -> bool:
    if applies := payment.can_become(PaymentState.DECLINED):
        code = state.decline_code
        payment_results.record_decline(
            order,
            payment,
            PaymentState.DECLINED,
            code=code,
            within=context.within,
            now=context.now,
            metadata=context.metadata,
        )
    return applies


def _voided(order: Order, payment: Payment, state: ProviderPayment, context: ResultContext) -> bool:
    if applies := payment.can_become(PaymentState.VOIDED):
        payment_results.record_void(order, payment, context.within, now=context.now, metadata=context.metadata)
    return applies


def _requires_action(order: Order, payment: Payment, state: ProviderPayment, context: ResultContext) -> bool:
    action = state.next_action
    if action is None or not payment.can_become(PaymentState.REQUIRES_ACTION):
        return False
    until = context.now + context.within
    order.extend_payment_deadline(until)
    wanted = NextAction(
        type=action.type, client_secret=action.client_secret, redirect_url=action.redirect_url, expires_at=until
    )
    payment_results.record_action_required(order, payment, wanted, now=context.now, metadata=context.metadata)
    return True


def _processing(order: Order, payment: Payment, state: ProviderPayment, context: ResultContext) -> bool:
    return False


_APPLIERS: Mapping[Outcome, Callable[[Order, Payment, ProviderPayment, ResultContext], bool]] = {
    Outcome.CAPTURED: _captured,
    Outcome.AUTHORIZED: _authorized,
    Outcome.DECLINED: _declined,
    Outcome.VOIDED: _voided,
    Outcome.REQUIRES_ACTION: _requires_action,
    Outcome.PROCESSING: _processing,
}
"""Each returns whether the result changed the payment."""


def _retry_if_pending(order: Order, payment: Payment, state: ProviderPayment, context: ResultContext) -> None:
    """Retry the action if it is still pending; clear it otherwise."""
    if payment.status is PaymentState.VOIDING or (
        payment.was_authorized and order.status not in (*OPEN_STATUSES, OrderStatus.COMPLETED)
    ):
        wanted: Action | None = Action.VOID
    elif payment.was_authorized and payment.status in (PaymentState.CAPTURING, PaymentState.UNKNOWN):
        wanted = Action.CAPTURE
    else:
        wanted = Action.LOOK_UP if payment.is_in_progress and state.outcome is Outcome.PROCESSING else None
    if wanted is None or not payment.is_mutable:
        payment.finish_request(context.now)
    else:
        payment.schedule_retry(context.retry_at(payment.attempts), context.now, wanted)

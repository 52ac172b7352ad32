"""What word from the provider means for a payment or a refund. Word that comes late or twice means nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payment import Action, NextAction, Payment, PaymentState
from modules.orders.domain.order.refund import Refund, RefundState
from modules.orders.domain.order.status import OPEN_STATUSES, Status
from modules.orders.domain.payments import disputes, payment_results, refund_policy
from modules.orders.ports.payments.provider import Outcome, ProviderPayment, ProviderRefund, RefundOutcome
from shared.kernel.events import EventMetadata

INITIAL_BACKOFF = timedelta(seconds=1)
MAX_BACKOFF = timedelta(minutes=10)
DEFAULT_AUTHORIZATION_PERIOD = timedelta(days=7)
"""How long money stays set aside where the provider does not say."""
REFUND_POLL_INTERVAL = timedelta(minutes=1)
"""A refund that is on its way is looked at this often."""


@dataclass(frozen=True, slots=True)
class ResultUnknown:
    """Nobody knows what became of the request."""


@dataclass(frozen=True, slots=True)
class RequestRejected:
    """The provider will not do it; `code` says why."""

    code: str


ProviderResult = ProviderPayment | ProviderRefund | ResultUnknown | RequestRejected


@dataclass(frozen=True, slots=True)
class ResultContext:
    """When and why something is heard. `within`: how long an order waits for another try.

    `spread` turns a pause into one that does not march in step with others.
    """

    now: datetime
    cause: EventMetadata
    within: timedelta
    spread: Callable[[timedelta], timedelta]

    def after(self, attempts: int) -> datetime:
        """When to ask again after so many attempts."""
        doubled: int = 2 ** min(max(attempts, 1) - 1, 20)
        return self.now + self.spread(min(INITIAL_BACKOFF * doubled, MAX_BACKOFF))


def apply_payment_result(
    order: Order,
    payment: Payment,
    asked: Action,
    answer: ProviderResult,
    moment: ResultContext,
    *,
    superseded: bool = False,
) -> None:
    """`superseded`: since the question was asked, something else was asked for, which is due by itself.

    What the answer tells is heard all the same; what to ask next has been decided, and is not put off.
    """
    now, cause = moment.now, moment.cause
    if isinstance(answer, ProviderPayment):
        payment.provider_id = answer.provider_id
        payment.touch(now)
        if not _APPLIERS[answer.outcome](order, payment, answer, moment) and not superseded:
            _retry_if_pending(order, payment, answer, moment)
        if answer.dispute_status and answer.dispute_status != payment.dispute_status:
            disputes.record_dispute(order, payment, answer.dispute_status, now, cause)
    elif isinstance(answer, RequestRejected) and asked is Action.AUTHORISE and payment.can_become(PaymentState.FAILED):
        payment_results.record_refusal(order, payment, PaymentState.FAILED, answer.code, moment.within, now, cause)
    elif superseded:
        return
    elif isinstance(answer, RequestRejected) and payment.is_mutable:
        # It stands otherwise than was thought: the provider is asked how.
        _schedule_retry(payment, Action.LOOK_UP, moment)
    elif isinstance(answer, RequestRejected):
        _clear_action(payment)
    elif payment.awaits_provider:
        payment_results.record_unknown(order, payment, moment.after(payment.attempts), now, cause)
    elif payment.action is not None:
        payment.schedule_retry(moment.after(payment.attempts), now)


def apply_refund_result(order: Order, refund: Refund, answer: ProviderResult, moment: ResultContext) -> None:
    now, cause = moment.now, moment.cause
    if isinstance(answer, ProviderRefund):
        if refund.is_open or refund.provider_id != answer.provider_id:
            refund.provider_id = answer.provider_id
            refund.touch(now)
        if answer.outcome is RefundOutcome.SUCCEEDED and refund.can_become(RefundState.SUCCEEDED):
            refund_policy.record_success(order, refund, now, cause)
        elif answer.outcome is RefundOutcome.FAILED and refund.can_become(RefundState.FAILED):
            refund_policy.record_failure(order, refund, now, cause)
        else:
            refund.next_try_at = now + REFUND_POLL_INTERVAL if refund.is_open else None
    elif isinstance(answer, RequestRejected) and refund.is_open:
        refund_policy.record_failure(order, refund, now, cause)
    elif isinstance(answer, RequestRejected):
        refund.next_try_at = None
        refund.touch(now)
    elif refund.next_try_at is not None:
        refund_policy.record_unknown(order, refund, moment.after(refund.attempts), now, cause)


def _captured(order: Order, payment: Payment, state: ProviderPayment, moment: ResultContext) -> bool:
    if news := payment.can_become(PaymentState.CAPTURED):
        payment_results.record_capture(order, payment, state.captured_cents, moment.now, moment.cause)
    return news


def _authorized(order: Order, payment: Payment, state: ProviderPayment, moment: ResultContext) -> bool:
    news = (
        payment.can_become(PaymentState.AUTHORIZED)
        and payment.status is not PaymentState.VOIDING
        and not payment.was_authorized
    )
    if news:
        expires_at = state.authorization_expires_at or moment.now + DEFAULT_AUTHORIZATION_PERIOD
        payment_results.record_authorization(order, payment, expires_at, moment.now, moment.cause)
    return news


def _declined(order: Order, payment: Payment, state: ProviderPayment, moment: ResultContext) -> bool:
    if news := payment.can_become(PaymentState.DECLINED):
        code = state.decline_code
        payment_results.record_refusal(
            order, payment, PaymentState.DECLINED, code, moment.within, moment.now, moment.cause
        )
    return news


def _voided(order: Order, payment: Payment, state: ProviderPayment, moment: ResultContext) -> bool:
    if news := payment.can_become(PaymentState.VOIDED):
        payment_results.record_void(order, payment, moment.within, moment.now, moment.cause)
    return news


def _requires_action(order: Order, payment: Payment, state: ProviderPayment, moment: ResultContext) -> bool:
    action = state.next_action
    if action is None or not payment.can_become(PaymentState.REQUIRES_ACTION):
        return False
    until = moment.now + moment.within
    if order.status is Status.PENDING_PAYMENT and not order.holds_money:
        order.payment_due_at = until
    wanted = NextAction(action.type, action.client_secret, action.redirect_url, until)
    payment_results.record_action_required(order, payment, wanted, moment.now, moment.cause)
    return True


def _processing(order: Order, payment: Payment, state: ProviderPayment, moment: ResultContext) -> bool:
    return False


_APPLIERS: Mapping[Outcome, Callable[[Order, Payment, ProviderPayment, ResultContext], bool]] = {
    Outcome.CAPTURED: _captured,
    Outcome.AUTHORIZED: _authorized,
    Outcome.DECLINED: _declined,
    Outcome.VOIDED: _voided,
    Outcome.REQUIRES_ACTION: _requires_action,
    Outcome.PROCESSING: _processing,
}
"""Each says whether it was news."""


def _retry_if_pending(order: Order, payment: Payment, state: ProviderPayment, moment: ResultContext) -> None:
    """What was wanted has not happened yet: it is asked for again. What has, is not waited for any more."""
    if payment.status is PaymentState.VOIDING or (
        payment.was_authorized and order.status not in (*OPEN_STATUSES, Status.COMPLETED)
    ):
        wanted: Action | None = Action.VOID
    elif payment.was_authorized and payment.status in (PaymentState.CAPTURING, PaymentState.UNKNOWN):
        wanted = Action.CAPTURE
    else:
        wanted = Action.LOOK_UP if payment.is_in_progress and state.outcome is Outcome.PROCESSING else None
    if wanted is None or not payment.is_mutable:
        _clear_action(payment)
    else:
        _schedule_retry(payment, wanted, moment)


def _clear_action(payment: Payment) -> None:
    payment.action, payment.next_try_at, payment.attempts = None, None, 0


def _schedule_retry(payment: Payment, action: Action, moment: ResultContext) -> None:
    attempts = payment.attempts
    payment.request_action(action, moment.now)
    payment.attempts = attempts
    payment.schedule_retry(moment.after(attempts), moment.now)

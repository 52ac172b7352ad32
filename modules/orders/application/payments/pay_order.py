"""Pay an order: another attempt after a decline, an invoice, or a partial manual payment.

A payment that requires an action of the buyer (3-D Secure) is cancelled at the provider first.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from modules.orders.application.audit import audit
from modules.orders.application.fulfillment.fulfill_digital import fulfill_digital
from modules.orders.application.order_command import OrderCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.new_payment import new_payment
from modules.orders.application.placement.order_terms import payment_method_of, provider_of
from modules.orders.application.visibility import at_version, owns, visible
from modules.orders.domain.order.errors import field_error, payment_exceeds_outstanding, payment_method_unavailable
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.status import PAYABLE_STATUSES, Status, Transition, invalid_transition
from modules.orders.domain.payments import payment_results
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.promotions import Promotions
from modules.orders.ports.unit_of_work import Begin, UnitOfWork
from modules.orders.public import OrderPolicy
from shared.kernel.errors import DomainError
from shared.kernel.events import EventMetadata

RECORD_SCOPES = ("payments:record",)
"""Scopes that give access to every order to pay."""

PAY_SCOPES = ("orders:write", "orders:create", *RECORD_SCOPES)
"""Scopes to pay visible orders of others by card."""


@dataclass(frozen=True, slots=True)
class StartedPayment:
    """An order and its payment; `is_new` False: an earlier payment that has succeeded meanwhile."""

    order: Order
    payment_id: int
    is_new: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PayOrderCommand(OrderCommand[StartedPayment]):
    instruction: PaymentInstruction


CANCEL_TIMEOUT_SECONDS = 10.0
"""Time to wait for the cancellation of an earlier payment; as long as one provider request takes."""

Start = Callable[[PayOrderCommand, int | None], Awaitable[StartedPayment]]
CancelPending = Callable[[PayOrderCommand], Awaitable[int | None]]
Settle = Callable[[int, int, float, EventMetadata], Awaitable[object]]


class PayOrder:
    """Cancels a payment that waits for the buyer, awaits the result, and then starts the new payment.

    If the process ends in between, the worker settles the earlier payment and the caller retries.
    """

    def __init__(self, call_off: CancelPending, settle: Settle, start: Start) -> None:
        self._cancel_pending = call_off
        self._settle = settle
        self._start = start

    async def __call__(self, command: PayOrderCommand) -> StartedPayment:
        """Raises the errors of `StartPayment`; `payment_in_progress` also if the provider does not answer in time."""
        cancelled_payment_id = await self._cancel_pending(command)
        if cancelled_payment_id is not None:
            await self._settle(command.order_id, cancelled_payment_id, CANCEL_TIMEOUT_SECONDS, command.metadata)
            command = replace(command, if_version=None)  # the cancellation above has changed the version
        return await self._start(command, cancelled_payment_id)


class CancelPendingApproval:
    """Requests the cancellation of a payment that waits for the buyer. Returns its id, or None."""

    def __init__(self, begin: Begin, policy: OrderPolicy) -> None:
        self._begin = begin
        self._providers = policy.payment_providers

    async def __call__(self, command: PayOrderCommand) -> int | None:
        """Raises NotFound, Forbidden, Invalid, VersionMismatch, AlreadyAnswered, Conflict
        `payment_exceeds_outstanding`.
        """
        async with self._begin(command) as work:
            order = payable(command, await work.orders.lock(command.order_id), providers=self._providers)
            pending = order.payment_in_progress
            if pending is None or not payment_results.is_awaiting_buyer(pending):
                work.roll_back()
                return None
            if (command.instruction.amount_cents or 0) > order.payable_cents:
                raise payment_exceeds_outstanding(order.payable_cents)
            payment_results.cancel_approval(order, pending, work.tx.now)
            work.orders.save_money(order)
            await work.commit_without_response()
        return pending.id


def payable(command: PayOrderCommand, found: Order | None, *, providers: Sequence[str]) -> Order:
    """The order, if the caller may pay it by this method and the version matches.

    Raises NotFound, Forbidden, Invalid, VersionMismatch.
    """
    order = visible(command.principal, found, also=RECORD_SCOPES)
    by_hand = command.instruction.method != "card"
    if by_hand or not owns(command.principal, order):
        command.principal.require(*(RECORD_SCOPES if by_hand else PAY_SCOPES))
    method = payment_method_of(command.principal, command.instruction, providers=providers)
    if method == "invoice":
        raise payment_method_unavailable()
    if method == "card" and command.instruction.amount_cents is not None:
        raise field_error(
            "/amount_cents", "not_allowed", "A card pays the whole outstanding amount: omit amount_cents."
        )
    if method == "card" and command.instruction.reference is not None:
        raise field_error("/reference", "not_allowed", "Only manual payments have a reference: omit it for a card.")
    provider_of(command.instruction, providers)
    at_version(order, command.if_version)
    return order


class StartPayment:
    """Allowed for the order's customer or guest and with orders:create or orders:write; manual payments require
    payments:record.

    The reservations do not expire until the payment's outcome is known, or while the order is partially paid.
    """

    def __init__(self, begin: Begin, stock: Stock, promotions: Promotions, policy: OrderPolicy) -> None:
        self._begin = begin
        self._stock = stock
        self._promotions = promotions
        self._currency = policy.currency
        self._providers = policy.payment_providers
        self._within = timedelta(seconds=policy.payment_seconds)

    async def __call__(
        self,
        command: PayOrderCommand,
        cancelled_payment_id: int | None = None,
    ) -> StartedPayment:
        """`cancelled_payment_id`: the earlier payment; if it has succeeded, it is the outcome.

        Raises NotFound, Forbidden, Invalid, VersionMismatch, Conflict `invalid_transition`, `payment_in_progress` or
        `payment_exceeds_outstanding`.
        """
        refusal: DomainError | None = None
        async with self._begin(command) as work:
            order = payable(command, await work.orders.lock(command.order_id), providers=self._providers)
            if (
                cancelled_payment_id is not None
                and order.status in PAYABLE_STATUSES
                and order.payment(cancelled_payment_id).has_succeeded
            ):
                outcome = StartedPayment(order, cancelled_payment_id, is_new=False)
                await work.commit(outcome)
                return outcome
            (payment_id,) = await work.orders.next_ids(1, "payment")
            was_pending = order.status is Status.PENDING_PAYMENT
            amount = command.instruction.amount_cents or order.payable_cents
            provider = provider_of(command.instruction, self._providers)
            payment = new_payment(
                payment_id, order.id, amount, self._currency, command.instruction, work.tx.now, provider
            )
            payment_results.start(order, payment, work.tx.now, command.metadata)
            if payment.captured_cents:
                payment_results.record_manual_payment(order, payment, work.tx.now, command.metadata)
                audit(work.tx, "paid", command, order, payment=payment.id, amount_cents=payment.amount_cents)
            if was_pending and not await self._keep_reservation(work, order, command):
                refusal = invalid_transition(order.status, Transition.CONFIRM)
                order = await self._expired(work, command)
            await fulfill_digital(work.tx, self._stock, order, command.metadata)
            work.orders.save(order)
            outcome = StartedPayment(order, payment_id)
            if refusal is None:
                await work.commit(outcome)
            else:
                await work.commit_without_response()
        if refusal is not None:
            raise refusal
        return outcome

    async def _keep_reservation(self, work: UnitOfWork, order: Order, command: PayOrderCommand) -> bool:
        """Keep the reservations during the payment, or commit them if the order is confirmed. False if they expired."""
        if not await self._stock.keep_until_settled(work.tx, order.id, command.metadata):
            return False
        if order.status is Status.CONFIRMED:
            await self._promotions.consume(work.tx, order)
            await self._stock.commit(work.tx, order.id, command.metadata)
        return True

    async def _expired(self, work: UnitOfWork, command: PayOrderCommand) -> Order:
        """The order, expired without the payment, because a reservation had already expired."""
        order = visible(command.principal, await work.orders.lock(command.order_id), also=RECORD_SCOPES)
        order.expire(work.tx.now, command.metadata)
        await self._promotions.release(work.tx, order)
        await self._stock.release(work.tx, order.id, command.metadata)
        return order


def pay_order(
    begin: Begin, stock: Stock, promotions: Promotions, policy: OrderPolicy, settle: Settle, retried: Callable[..., Any]
) -> PayOrder:
    """Assemble the use case; `retried` repeats transactions that lost a race."""
    call_off, start = CancelPendingApproval(begin, policy), StartPayment(begin, stock, promotions, policy)
    return PayOrder(retried(call_off), settle, retried(start))

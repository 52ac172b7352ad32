"""A fake of the port `PaymentProvider`.

The token decides how a card behaves, as at the provider: see CARDS. Other behavior is switched explicitly.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from modules.orders.domain.settlement.provider_results import (
    Outcome,
    ProviderPayment,
    ProviderRefund,
    RefundOutcome,
    RequiredAction,
)
from modules.orders.ports.payments.payment_provider import (
    UNKNOWN_CARD,
    Charge,
    InvalidSignature,
    OutcomeUnknown,
    ProviderEvent,
    ProviderLedgerEntry,
    Rejected,
)
from tests.modules.orders.in_memory.provider_payments import IdempotencyKeys, StoredPayment, StoredRefund

GOOD, DECLINED, ASKS_BUYER = "pm_card_visa", "pm_card_chargeDeclinedInsufficientFunds", "pm_card_authenticationRequired"
HANGS, REFUND_FAILS = "pm_hangs", "pm_card_refundFail"
CARDS = {GOOD, DECLINED, ASKS_BUYER, HANGS, REFUND_FAILS}
LAPSES_AT = datetime(2030, 1, 8, tzinfo=UTC)
SIGNATURE = "signed by the fake"
_OPEN = (Outcome.AUTHORIZED, Outcome.REQUIRES_ACTION, Outcome.DECLINED)


class InMemoryProvider:
    """Switches: `lose_next_response`, `fail_next`, `approve`, `refuse`, `dispute`, `lapse`, `fail_refund`.

    `calls` lists every command that came, done or not; `captures` counts what each payment was charged.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, int]] = []
        self.captures: dict[int, int] = {}
        self._payments: dict[str, StoredPayment] = {}
        self._refunds: dict[str, StoredRefund] = {}
        self._keys = IdempotencyKeys()
        self.closed = False
        self.is_silent = False
        self._losing = 0
        self._failing = 0

    def lose_next_response(self, times: int = 1) -> None:
        """Execute the next request, but lose its response."""
        self._losing = times

    def fail_next(self, times: int = 1) -> None:
        """Fail the next request before executing it."""
        self._failing = times

    def approve(self, payment_id: int) -> None:
        """The buyer or a slow bank approves, whatever the order's state."""
        payment = self._of(payment_id)
        if payment.state.outcome in (Outcome.REQUIRES_ACTION, Outcome.PROCESSING):
            self._pay(payment)

    def refuse(self, payment_id: int) -> None:
        payment = self._of(payment_id)
        if payment.state.outcome in (Outcome.REQUIRES_ACTION, Outcome.PROCESSING):
            self._set(payment, Outcome.DECLINED, decline_code="payment_intent_authentication_failure", next_action=None)

    def dispute(self, payment_id: int, status: str = "needs_response") -> None:
        payment = self._of(payment_id)
        payment.state = replace(payment.state, dispute_status=status)

    def lapse(self, payment_id: int) -> None:
        """The authorization expires before its capture."""
        self._set(self._of(payment_id), Outcome.VOIDED, authorization_expires_at=None)

    def fail_refund(self, refund_id: int) -> None:
        """The bank returns a refund."""
        refund = next(refund for refund in self._refunds.values() if refund.refund_id == refund_id)
        refund.state = replace(refund.state, outcome=RefundOutcome.FAILED)
        payment = self._payments[refund.provider_id]
        payment.state = replace(payment.state, refunded_cents=payment.state.refunded_cents - refund.amount_cents)

    def webhook_payload(
        self,
        payment_id: int,
        type_: str = "payment_intent.succeeded",
        event_id: str = "evt_1",
        refund_id: int | None = None,
    ) -> bytes:
        """A webhook to be parsed with SIGNATURE."""
        reported = {"event_id": event_id, "type": type_, "payment_id": payment_id, "refund_id": refund_id}
        return json.dumps(reported).encode()

    async def knows_card(self, token: str) -> bool:
        if self.is_silent:
            raise OutcomeUnknown("the provider does not respond")
        return token in CARDS

    async def authorize(self, charge: Charge) -> ProviderPayment:
        self._begin("authorize", charge.payment_id)
        if charge.token not in CARDS:
            raise Rejected(UNKNOWN_CARD, "the provider has no card of this token")
        key = f"pay_{charge.payment_id}_authorize"
        provider_id = self._keys.first(key, charge, f"pi_{len(self._payments) + 1}")
        if provider_id not in self._payments:
            state = ProviderPayment(provider_id, Outcome.PROCESSING, charge.amount_cents, charge.currency)
            payment = self._payments[provider_id] = StoredPayment(charge, state)
            self._try(payment)
        return self._answered(self._payments[provider_id].state)

    async def capture(self, payment_id: int, provider_id: str, amount_cents: int) -> ProviderPayment:
        self._begin("capture", payment_id)
        payment = self._payment(payment_id, provider_id)
        self._keys.first(f"pay_{payment_id}_capture", amount_cents, provider_id)
        if payment.state.outcome is Outcome.AUTHORIZED:
            if amount_cents > payment.state.amount_cents:
                raise Rejected("amount_too_large", "more than was authorized")
            self._take(payment, amount_cents)
        elif payment.state.outcome not in (Outcome.CAPTURED, Outcome.VOIDED):
            raise Rejected("payment_intent_unexpected_state", f"the payment is {payment.state.outcome}")
        return self._answered(payment.state)

    async def void(self, payment_id: int, provider_id: str) -> ProviderPayment:
        self._begin("void", payment_id)
        payment = self._payment(payment_id, provider_id)
        if payment.state.outcome is Outcome.PROCESSING:
            raise Rejected("payment_intent_unexpected_state", "the payment is processing")
        if payment.state.outcome in _OPEN:
            self._set(payment, Outcome.VOIDED, decline_code=None, next_action=None, authorization_expires_at=None)
        return self._answered(payment.state)

    async def refund(self, refund_id: int, payment_id: int, provider_id: str, amount_cents: int) -> ProviderRefund:
        self._begin("refund", payment_id)
        payment = self._payment(payment_id, provider_id)
        id_ = self._keys.first(f"pay_{payment_id}_refund_{refund_id}", amount_cents, f"re_{len(self._refunds) + 1}")
        if id_ not in self._refunds:
            state = payment.state
            if state.dispute_status is not None:
                raise Rejected("charge_disputed", "the payment was charged back")
            if amount_cents > state.captured_cents - state.refunded_cents:
                raise Rejected("amount_too_large", "more than is left of what was captured")
            payment.state = replace(state, refunded_cents=state.refunded_cents + amount_cents)
            self._refunds[id_] = StoredRefund(
                refund_id, provider_id, amount_cents, ProviderRefund(id_, RefundOutcome.SUCCEEDED)
            )
        refunded = self._refunds[id_].state
        self._answered(payment.state)
        return refunded

    async def get_payment(self, payment_id: int, provider_id: str | None) -> ProviderPayment | None:
        self._begin("look_up", payment_id)
        if provider_id is None:
            found = [p.state for p in self._payments.values() if p.charge.payment_id == payment_id]
            return found[0] if found else None
        if provider_id not in self._payments:
            return None
        return self._payment(payment_id, provider_id).state

    async def get_refund(self, refund_id: int, provider_id: str) -> ProviderRefund | None:
        self._begin("look_up_refund", refund_id)
        return self._refunds[provider_id].state if provider_id in self._refunds else None

    def parse_webhook(self, payload: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        if headers.get("stripe-signature") != SIGNATURE:
            raise InvalidSignature("this is not signed by the fake")
        reported = json.loads(payload)
        payment_id = reported["payment_id"]
        ids = [id_ for id_, payment in self._payments.items() if payment.charge.payment_id == payment_id]
        is_dispute = reported["type"].startswith("charge.dispute")
        refund_id = reported.get("refund_id")
        return ProviderEvent(
            event_id=reported["event_id"],
            type=reported["type"],
            payment_id=payment_id,
            refund_id=refund_id,
            provider_id=ids[0] if ids else None,
            is_dispute=is_dispute,
        )

    async def list_payments(self) -> AsyncIterator[ProviderLedgerEntry]:
        for id_, payment in reversed(list(self._payments.items())):
            charge, state = payment.charge, payment.state
            yield ProviderLedgerEntry(
                provider_id=id_,
                payment_id=charge.payment_id,
                order_id=charge.order_id,
                captured_cents=state.captured_cents,
                refunded_cents=state.refunded_cents,
            )

    async def close(self) -> None:
        self.closed = True

    def _begin(self, call: str, payment_id: int) -> None:
        self.calls.append((call, payment_id))
        if self._failing:
            self._failing -= 1
            raise OutcomeUnknown("the fake was set to fail")

    def _answered(self, state: ProviderPayment) -> ProviderPayment:
        if self._losing:
            self._losing -= 1
            raise OutcomeUnknown("the fake was set to lose its response")
        return state

    def _of(self, payment_id: int) -> StoredPayment:
        return next(payment for payment in self._payments.values() if payment.charge.payment_id == payment_id)

    def _payment(self, payment_id: int, provider_id: str) -> StoredPayment:
        payment = self._payments.get(provider_id)
        if payment is None:
            raise Rejected("resource_missing", f"No such payment_intent: '{provider_id}'")
        if payment.charge.payment_id != payment_id:
            raise OutcomeUnknown(f"{provider_id} is another payment than {payment_id}")
        return payment

    def _try(self, payment: StoredPayment) -> None:
        match payment.charge.token:
            case "pm_card_chargeDeclinedInsufficientFunds":
                self._set(payment, Outcome.DECLINED, decline_code="insufficient_funds")
            case "pm_card_authenticationRequired":
                id_ = payment.state.provider_id
                action = RequiredAction("redirect_to_url", f"{id_}_secret", f"http://bank.example/{id_}")
                self._set(payment, Outcome.REQUIRES_ACTION, next_action=action)
            case "pm_hangs":
                pass
            case _:
                self._pay(payment)

    def _pay(self, payment: StoredPayment) -> None:
        if payment.charge.capture:
            self._take(payment, payment.charge.amount_cents)
        else:
            self._set(payment, Outcome.AUTHORIZED, next_action=None, authorization_expires_at=LAPSES_AT)

    def _take(self, payment: StoredPayment, amount_cents: int) -> None:
        payment_id = payment.charge.payment_id
        self.captures[payment_id] = self.captures.get(payment_id, 0) + 1
        self._set(
            payment, Outcome.CAPTURED, captured_cents=amount_cents, next_action=None, authorization_expires_at=None
        )

    def _set(self, payment: StoredPayment, outcome: Outcome, **changes: object) -> None:
        payment.state = replace(payment.state, outcome=outcome, **changes)  # type: ignore[arg-type]  # fields of it

"""Implements the port `PaymentProvider` with Stripe or a compatible API."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

from modules.orders.adapters.outbound.stripe.payment_intents import (
    PAYMENT_INTENTS,
    WHOLE_CHARGE,
    PaymentIntents,
    check,
    labels_of,
    page_of,
)
from modules.orders.adapters.outbound.stripe.responses import Intent, Page, Refund, parse
from modules.orders.adapters.outbound.stripe.transport import (
    BoundedHttp,
    Declined,
    Missing,
    client,
    path_of,
    send_command,
    send_query,
)
from modules.orders.adapters.outbound.stripe.webhook_events import SIGNATURE_HEADER, parse_webhook
from modules.orders.domain.settlement.provider_results import Outcome, ProviderPayment, ProviderRefund
from modules.orders.ports.payments.payment_provider import (
    UNKNOWN_CARD,
    Charge,
    OutcomeUnknown,
    ProviderEvent,
    ProviderLedgerEntry,
    Rejected,
)
from shared.kernel.backoff import Backoff

PAGE_SIZE = 100
PAGE_BACKOFF = Backoff(initial=timedelta(milliseconds=100), maximum=timedelta(seconds=1), multiplier=3)
PAGE_ATTEMPTS = 4
"""Attempts to get a page; after the last one the listing fails."""
_PAYMENT_METHODS = ("pm_", "card_")
_SOURCE = "src_"
"""The legacy kinds `card_` and `src_` can be charged; payment intents do not accept `tok_`."""


class StripeGateway:
    """Rejects responses that do not match the requested payment, amount and currency."""

    def __init__(self, api_key: str, webhook_secret: str, api_base: str | None = None) -> None:
        self._http = BoundedHttp()
        self._api = client(api_key, api_base, self._http)
        self._payments = PaymentIntents(self._api)
        self._webhook_secret = webhook_secret

    async def close(self) -> None:
        await self._http.close_async()

    async def knows_card(self, token: str) -> bool:
        try:
            if token.startswith(_PAYMENT_METHODS):
                await send_query(self._api.raw_request_async("get", path_of("payment_methods", token)))
            elif token.startswith(_SOURCE):
                await send_query(self._api.raw_request_async("get", path_of("sources", token)))
            else:
                return False
        except Missing:
            return False
        return True

    async def authorize(self, charge: Charge) -> ProviderPayment:
        labels = {"payment_id": str(charge.payment_id), "order_id": str(charge.order_id)}
        wanted: dict[str, Any] = {
            "amount": charge.amount_cents,
            "currency": charge.currency.lower(),
            "capture_method": "automatic" if charge.capture else "manual",
            "confirm": True,
            "payment_method": charge.token,
            "metadata": labels,
            "expand": WHOLE_CHARGE,
        }
        if charge.return_url is None:
            wanted["automatic_payment_methods"] = {"enabled": True, "allow_redirects": "never"}
        else:
            wanted["return_url"] = charge.return_url
        key = f"pay_{charge.payment_id}_authorise"
        request = self._api.raw_request_async("post", path_of(PAYMENT_INTENTS), idempotency_key=key, **wanted)
        try:
            intent = await self._payments.after(request, labels)
        except Rejected as error:
            if error.parameter == "payment_method":
                raise Rejected(UNKNOWN_CARD, "the provider has no card of this token") from None
            raise
        if (intent.amount, intent.currency.upper()) != (charge.amount_cents, charge.currency.upper()):
            raise OutcomeUnknown(
                f"the provider has {intent.amount} {intent.currency} for payment {charge.payment_id}, "
                f"not {charge.amount_cents} {charge.currency}"
            )
        return await self._payments.state(intent)

    async def capture(self, payment_id: int, provider_id: str, amount_cents: int) -> ProviderPayment:
        request = self._api.raw_request_async(
            "post",
            path_of(PAYMENT_INTENTS, provider_id, "capture"),
            idempotency_key=f"pay_{payment_id}_capture",
            amount_to_capture=amount_cents,
            expand=WHOLE_CHARGE,
        )
        try:
            state = await self._payments.state(await self._payments.after(request, labels_of(payment_id), provider_id))
        except Rejected as error:
            return await self._state_if_settled(payment_id, provider_id, error)
        if state.outcome is Outcome.AUTHORIZED:
            raise OutcomeUnknown(f"payment {payment_id} is {state.outcome} after its capture")
        if state.captured_cents > amount_cents:
            raise OutcomeUnknown(
                f"the provider took {state.captured_cents} for payment {payment_id}, not {amount_cents}"
            )
        return state

    async def void(self, payment_id: int, provider_id: str) -> ProviderPayment:
        request = self._api.raw_request_async(
            "post",
            path_of(PAYMENT_INTENTS, provider_id, "cancel"),
            idempotency_key=f"pay_{payment_id}_void",
            expand=WHOLE_CHARGE,
        )
        try:
            return await self._payments.state(await self._payments.after(request, labels_of(payment_id), provider_id))
        except Rejected as error:
            return await self._state_if_settled(payment_id, provider_id, error)

    async def refund(self, refund_id: int, payment_id: int, provider_id: str, amount_cents: int) -> ProviderRefund:
        labels = {"refund_id": str(refund_id), "payment_id": str(payment_id)}
        request = self._api.raw_request_async(
            "post",
            path_of("refunds"),
            idempotency_key=f"pay_{payment_id}_refund_{refund_id}",
            payment_intent=provider_id,
            amount=amount_cents,
            metadata=labels,
        )
        try:
            response = await send_command(request)
        except Declined as declined:
            raise Rejected(declined.code, "the provider refused to give the money back") from None
        refund = parse(Refund, response.body)
        check(refund.metadata, labels, f"refund {refund_id}")
        if (refund.payment_intent, refund.amount) != (provider_id, amount_cents):
            raise OutcomeUnknown(f"the provider has another payment or amount for refund {refund_id}")
        if response.is_replay:
            return await self.get_refund(refund_id, refund.id) or refund.state()
        return refund.state()

    async def get_payment(self, payment_id: int, provider_id: str | None) -> ProviderPayment | None:
        try:
            intent = await (
                self._payments.found(payment_id)
                if provider_id is None
                else self._payments.retrieved(payment_id, provider_id)
            )
        except Missing:
            return None
        return None if intent is None else await self._payments.state(intent)

    async def get_refund(self, refund_id: int, provider_id: str) -> ProviderRefund | None:
        try:
            request = self._api.raw_request_async("get", path_of("refunds", provider_id))
            refund = parse(Refund, await send_query(request))
        except Missing:
            return None
        check(refund.metadata, {"refund_id": str(refund_id)}, f"refund {refund_id}")
        return refund.state()

    def parse_webhook(self, payload: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        return parse_webhook(payload, headers.get(SIGNATURE_HEADER, ""), self._webhook_secret)

    async def list_payments(self) -> AsyncIterator[ProviderLedgerEntry]:
        after: str | None = None
        while True:
            wanted: dict[str, Any] = {"limit": PAGE_SIZE, "expand": ["data.latest_charge"]}
            if after is not None:
                wanted["starting_after"] = after
            page = await self._page(wanted)
            for body in page.data:
                intent = parse(Intent, body)
                after = intent.id
                yield intent.entry()
            if not page.has_more or not page.data:
                return

    async def _page(self, wanted: Mapping[str, Any]) -> Page:
        """Get a page, with retries, so that one lost response does not fail the listing. Raises OutcomeUnknown."""
        for attempt in range(1, PAGE_ATTEMPTS):
            try:
                return await self._list(wanted)
            except OutcomeUnknown:
                await asyncio.sleep(PAGE_BACKOFF.seconds(attempt))
        return await self._list(wanted)

    async def _list(self, wanted: Mapping[str, Any]) -> Page:
        return await page_of(self._api.raw_request_async("get", path_of(PAYMENT_INTENTS), **wanted))

    async def _state_if_settled(self, payment_id: int, provider_id: str, error: Rejected) -> ProviderPayment:
        """The payment's state if it is already captured or voided; else raises the error."""
        state = await self.get_payment(payment_id, provider_id)
        if state is not None and state.outcome in (Outcome.CAPTURED, Outcome.VOIDED):
            return state
        raise error

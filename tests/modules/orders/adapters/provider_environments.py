"""Environments for the contract tests of the port `PaymentProvider`: the sandbox, and in memory."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, Protocol

import stripe

from modules.orders.adapters.outbound.stripe.gateway import StripeGateway
from modules.orders.domain.settlement.provider_results import ProviderPayment
from modules.orders.ports.payments.payment_provider import PaymentProvider
from tests.modules.orders.in_memory.provider import SIGNATURE, InMemoryProvider
from tests.running.payment_sandbox import RunningSandbox
from tests.timeouts import TIMEOUT_SECONDS


class ProviderEnvironment(Protocol):
    @property
    def provider(self) -> PaymentProvider: ...

    async def lose_next_answer(self) -> None: ...

    async def restore_responses(self) -> None:
        """Deliver responses again."""
        ...

    async def decide(self, payment_id: int, state: ProviderPayment, *, approved: bool) -> None: ...

    def report(self, payment_id: int, state: ProviderPayment) -> tuple[bytes, str]:
        """Word of the payment's success, and who signed it."""
        ...

    async def fail_refund(self, refund_id: int) -> None:
        """Have a refund of a card that takes none sent back."""
        ...

    async def dispute(self, payment_id: int) -> None:
        """Have a payment by a card of that kind disputed."""
        ...


class InMemoryEnvironment:
    def __init__(self) -> None:
        self.provider = self.in_memory = InMemoryProvider()

    async def lose_next_answer(self) -> None:
        self.in_memory.lose_next_response()

    async def restore_responses(self) -> None:
        self.in_memory.lose_next_response(0)

    async def decide(self, payment_id: int, _state: ProviderPayment, *, approved: bool) -> None:
        (self.in_memory.approve if approved else self.in_memory.refuse)(payment_id)

    def report(self, payment_id: int, _state: ProviderPayment) -> tuple[bytes, str]:
        return self.in_memory.webhook_payload(payment_id), SIGNATURE

    async def fail_refund(self, refund_id: int) -> None:
        self.in_memory.fail_refund(refund_id)

    async def dispute(self, payment_id: int) -> None:
        self.in_memory.dispute(payment_id)


class SandboxEnvironment:
    def __init__(self, sandbox: RunningSandbox) -> None:
        self.sandbox = sandbox
        self.provider = StripeGateway(sandbox.api_key, sandbox.webhook_secret, sandbox.url)

    async def lose_next_answer(self) -> None:
        await self.sandbox.faults(lose_answer_rate=1)

    async def restore_responses(self) -> None:
        await self.sandbox.faults(later_ms=0)

    async def decide(self, _payment_id: int, state: ProviderPayment, *, approved: bool) -> None:
        assert state.next_action is not None
        page = str(state.next_action.redirect_url)
        await self.sandbox.http.post(page, data={"decision": "approve" if approved else "refuse"})

    def report(self, payment_id: int, state: ProviderPayment) -> tuple[bytes, str]:
        subject = {"id": state.provider_id, "object": "payment_intent", "metadata": {"payment_id": str(payment_id)}}
        event = {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": subject}}
        payload = json.dumps(event)
        signed = stripe.WebhookSignature.generate_signature_header(payload, self.sandbox.webhook_secret)
        return payload.encode(), signed

    async def fail_refund(self, refund_id: int) -> None:
        await self._until("refund.failed", lambda subject: subject["metadata"]["refund_id"] == str(refund_id))

    async def dispute(self, payment_id: int) -> None:
        state = await self.provider.get_payment(payment_id, None)
        assert state is not None
        await self._until("charge.dispute.created", lambda subject: subject["payment_intent"] == state.provider_id)

    async def _until(self, type_: str, is_it: Callable[[dict[str, Any]], bool]) -> None:
        """It happens by itself, at once: wait for the word of it."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            events = (await self.sandbox.http.get("/v1/events?limit=10")).json()["data"]
            if any(event["type"] == type_ and is_it(event["data"]["object"]) for event in events):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(type_)

"""Payment intents at Stripe; each response must match the requested payment."""

from collections.abc import Coroutine, Mapping
from typing import Any

import stripe

from modules.orders.adapters.outbound.stripe.responses import Dispute, Intent, Page, parse
from modules.orders.adapters.outbound.stripe.transport import (
    Declined,
    Missing,
    RawResponse,
    path_of,
    send_command,
    send_query,
)
from modules.orders.domain.settlement.provider_results import ProviderPayment
from modules.orders.ports.payments.payment_provider import OutcomeUnknown, Rejected

PAYMENT_INTENTS = "payment_intents"
WHOLE_CHARGE = ["latest_charge"]
MAX_MATCHES = 10
_PRECEDENCE = ("succeeded", "requires_capture", "processing", "requires_action")


class PaymentIntents:
    def __init__(self, api: stripe.StripeClient) -> None:
        self._api = api

    async def after(
        self,
        request: Coroutine[Any, Any, stripe.StripeResponse],
        labels: Mapping[str, str],
        provider_id: str | None = None,
    ) -> Intent:
        """The payment after a command, also if it was declined. Raises Rejected, OutcomeUnknown.

        A repeated command returns its first outcome, so the current state is read afterwards.
        """
        refused = None
        try:
            response = await send_command(request)
        except Declined as declined:
            refused = declined.code
            if declined.intent is None:
                raise Rejected(refused, "the card was refused") from None
            response = RawResponse(declined.intent, declined.is_replay)
        intent = parse(Intent, response.body)
        check(intent.metadata, labels, f"payment {labels['payment_id']}")
        if provider_id not in (None, intent.id):
            raise OutcomeUnknown(f"the provider answered for {intent.id}, not for {provider_id}")
        if response.is_replay:
            intent = await self._current(int(labels["payment_id"]), intent)
        if refused is not None and intent.status == "requires_capture":
            raise Rejected(refused, "the bank does not pay what it had authorized")
        return intent

    async def retrieved(self, payment_id: int, provider_id: str) -> Intent:
        """Raises Missing, OutcomeUnknown."""
        request = self._api.raw_request_async("get", path_of(PAYMENT_INTENTS, provider_id), expand=WHOLE_CHARGE)
        intent = parse(Intent, await send_query(request))
        check(intent.metadata, labels_of(payment_id), f"payment {payment_id}")
        return intent

    async def found(self, payment_id: int) -> Intent | None:
        """Find the payment by its metadata; of several, captured ones take precedence."""
        query = f"metadata['payment_id']:'{payment_id}'"
        path = path_of(PAYMENT_INTENTS, "search")
        found = await send_query(
            self._api.raw_request_async("get", path, query=query, limit=MAX_MATCHES, expand=["data.latest_charge"])
        )
        intents = [parse(Intent, body) for body in parse(Page, found).data]
        matching = [intent for intent in intents if intent.payment_id == payment_id]
        return min(matching, key=_rank, default=None)

    async def state(self, intent: Intent) -> ProviderPayment:
        """Raises OutcomeUnknown."""
        if not intent.is_disputed:
            return intent.state()
        disputes = self._api.raw_request_async("get", path_of("disputes"), payment_intent=intent.id, limit=1)
        page = await page_of(disputes)
        statuses = [parse(Dispute, body).status for body in page.data]
        return intent.state(statuses[0] if statuses else None)

    async def _current(self, payment_id: int, intent: Intent) -> Intent:
        try:
            return await self.retrieved(payment_id, intent.id)
        except Missing:
            raise OutcomeUnknown(f"the provider shows {intent.id}, and does not know it") from None


async def page_of(question: Coroutine[Any, Any, stripe.StripeResponse]) -> Page:
    """A page of a list. Raises OutcomeUnknown."""
    try:
        return parse(Page, await send_query(question))
    except Missing as missing:
        raise OutcomeUnknown(str(missing)) from None


def labels_of(payment_id: int) -> dict[str, str]:
    return {"payment_id": str(payment_id)}


def check(found: Mapping[str, str], wanted: Mapping[str, str], what: str) -> None:
    """Raises OutcomeUnknown where a response is about something else."""
    for name, value in wanted.items():
        if found.get(name) != value:
            raise OutcomeUnknown(f"the provider's response for {what} carries another {name}")


def _rank(intent: Intent) -> int:
    return _PRECEDENCE.index(intent.status) if intent.status in _PRECEDENCE else len(_PRECEDENCE)

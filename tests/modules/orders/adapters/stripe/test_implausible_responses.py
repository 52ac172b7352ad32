"""Answers that no honest provider gives, or that are lost on the way, settle nothing."""

from typing import Any

import pytest

from modules.orders.adapters.outbound.stripe import transport
from modules.orders.adapters.outbound.stripe.gateway import StripeGateway
from modules.orders.ports.payments.payment_provider import OutcomeUnknown
from tests.modules.orders.fake_stripe import CHARGE, INTENT, REFUND, SECRET, FakeStripe, error, http_response
from tests.running.running_shop import free_port


@pytest.mark.parametrize(
    "says",
    [
        error(500, type="api_error"),
        http_response(503, b"<html>gone</html>"),
        http_response(502, b""),
        error(429, code="rate_limit"),
        error(400, code="rate_limit"),
        error(409, type="idempotency_error", code="idempotency_key_in_use"),
        error(400, type="idempotency_error"),
        error(401),
        error(403),
        http_response(302, b"", "Location: /elsewhere\r\n"),
        http_response(200, b"{"),
        http_response(200, b"\xff"),
        http_response(200, []),
        http_response(200, None),
        http_response(200, {"error": "nothing else"}),
        http_response(400, {"error": ["odd"]}),
        http_response(200, b"[" * 100_000),
        http_response(200, {}),
        http_response(200, INTENT | {"status": "resting"}),
        http_response(200, INTENT | {"amount": "1000"}),
        http_response(200, INTENT | {"amount": -1000}),
        http_response(200, INTENT | {"amount": 999}),
        http_response(200, INTENT | {"currency": "usd"}),
        http_response(200, INTENT | {"metadata": {}}),
        http_response(200, INTENT | {"metadata": {"payment_id": "8", "order_id": "3"}}),
        http_response(200, INTENT | {"metadata": {"payment_id": "7", "order_id": "4"}}),
    ],
    ids=lambda says: says[-60:].decode(errors="replace"),
)
async def test_an_implausible_response_is_an_unknown_outcome(
    provider: FakeStripe, gateway: StripeGateway, says: bytes
) -> None:
    provider.says = says
    with pytest.raises(OutcomeUnknown) as unsettled:
        await gateway.authorize(CHARGE)
    assert len(str(unsettled.value)) < 500
    assert len(provider.requests) == 1  # who asks again is the application's matter


@pytest.mark.parametrize(
    "says",
    [
        http_response(200, INTENT | {"id": "pi_2"}),
        http_response(200, INTENT | {"amount_received": 1001}),
        http_response(200, INTENT | {"status": "requires_capture"}),
    ],
)
async def test_a_capture_of_another_payment_is_an_unknown_outcome(
    provider: FakeStripe, gateway: StripeGateway, says: bytes
) -> None:
    provider.says = says
    with pytest.raises(OutcomeUnknown):
        await gateway.capture(7, "pi_1", 1000)


@pytest.mark.parametrize(
    "other",
    [{"amount": 101}, {"payment_intent": "pi_2"}, {"metadata": {"payment_id": "7", "refund_id": "6"}}, {"status": 1}],
    ids=str,
)
async def test_a_refund_of_another_payment_is_an_unknown_outcome(
    provider: FakeStripe, gateway: StripeGateway, other: dict[str, Any]
) -> None:
    provider.says = http_response(200, REFUND | other)
    with pytest.raises(OutcomeUnknown):
        await gateway.refund(5, 7, "pi_1", 100)


@pytest.mark.parametrize(
    ("behavior", "why"), [("drip", "TimeoutError"), ("flood", "too large"), ("hang_up", "on the way")]
)
async def test_an_endless_response_is_cut_off(
    provider: FakeStripe, gateway: StripeGateway, behavior: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if behavior == "drip":
        monkeypatch.setattr(transport, "TIMEOUT_SECONDS", 0.5)
    provider.behaves = getattr(provider, behavior)
    with pytest.raises(OutcomeUnknown, match=why):
        await gateway.authorize(CHARGE)


async def test_an_unreachable_provider_is_an_unknown_outcome() -> None:
    gateway = StripeGateway("sk_test_of_these_tests", SECRET, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(OutcomeUnknown):
        await gateway.authorize(CHARGE)
    await gateway.close()


@pytest.mark.parametrize("says", [error(400), error(402, type="card_error"), error(500)])
async def test_a_rejected_look_up_is_an_unknown_outcome(
    provider: FakeStripe, gateway: StripeGateway, says: bytes
) -> None:
    provider.says = says
    for question in (
        gateway.get_payment(7, "pi_1"),
        gateway.get_payment(7, None),
        gateway.get_refund(5, "re_1"),
        anext(gateway.list_payments()),
    ):
        with pytest.raises(OutcomeUnknown):
            await question

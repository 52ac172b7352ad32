"""What the gateway asks, and what becomes of refusals, repeats and lost pages."""

import pytest

from modules.orders.adapters.outbound.stripe.gateway import StripeGateway
from modules.orders.domain.settlement.provider_results import Outcome
from modules.orders.ports.payments.payment_provider import UNKNOWN_CARD, OutcomeUnknown, Rejected
from tests.modules.orders.fake_stripe import CHARGE, INTENT, REFUND, SECRET, FakeStripe, error, http_response


async def test_a_request_contains_required_fields_only(provider: FakeStripe, gateway: StripeGateway) -> None:
    await gateway.authorize(CHARGE)
    ((line, headers, form),) = provider.requests
    assert line == "POST /v1/payment_intents HTTP/1.1"
    assert form == {
        "amount": "1000",
        "currency": "gbp",
        "capture_method": "automatic",
        "confirm": "true",
        "payment_method": "pm_card_visa",
        "metadata[payment_id]": "7",
        "metadata[order_id]": "3",
        "return_url": "https://shop.example/orders/3",
        "expand[0]": "latest_charge",
    }
    # Never another spelling: a request may be repeated by a later version, and must have the same key.
    assert headers["idempotency-key"] == "pay_7_authorise"
    assert headers["authorization"] == "Bearer sk_test_of_these_tests"
    assert headers["user-agent"] == "tradepost"
    assert not [name for name in headers if name.startswith("x-")]


async def test_every_command_has_an_idempotency_key(provider: FakeStripe, gateway: StripeGateway) -> None:
    await gateway.capture(7, "pi_1", 1000)
    await gateway.void(7, "pi_1")
    provider.says = http_response(200, REFUND)
    await gateway.refund(5, 7, "pi_1", 100)
    keys = [headers["idempotency-key"] for _, headers, _ in provider.requests]
    assert keys == ["pay_7_capture", "pay_7_void", "pay_7_refund_5"]
    assert provider.requests[2][2]["metadata[refund_id]"] == "5"


async def test_a_token_cannot_change_the_path_of_a_request(provider: FakeStripe, gateway: StripeGateway) -> None:
    await gateway.knows_card("pm_1/../refunds?limit=1#")
    ((line, _, _),) = provider.requests
    assert line == "GET /v1/payment_methods/pm_1%2F..%2Frefunds%3Flimit%3D1%23 HTTP/1.1"


async def test_proxies_of_the_environment_are_ignored(provider: FakeStripe, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    gateway = StripeGateway("sk_test_of_these_tests", SECRET, provider.url)
    assert (await gateway.authorize(CHARGE)).outcome is Outcome.CAPTURED
    await gateway.close()


async def test_a_rejection_contains_its_reason(provider: FakeStripe, gateway: StripeGateway) -> None:
    provider.says = error(400, code="amount_too_small", message="Amount must be at least £0.30")
    with pytest.raises(Rejected) as refused:
        await gateway.authorize(CHARGE)
    assert refused.value.code == "amount_too_small"
    provider.says = error(402, type="card_error", code="card_declined", decline_code="fraudulent")
    with pytest.raises(Rejected) as refused:
        await gateway.refund(5, 7, "pi_1", 100)
    assert refused.value.code == "fraudulent"


@pytest.mark.parametrize("code", ["resource_missing", None])
async def test_a_rejected_token_is_distinguished_from_other_rejections(
    provider: FakeStripe, gateway: StripeGateway, code: str | None
) -> None:
    provider.says = error(404 if code else 400, code=code, param="payment_method", message="No such PaymentMethod")
    with pytest.raises(Rejected) as refused:
        await gateway.authorize(CHARGE)
    assert refused.value.code == UNKNOWN_CARD


@pytest.mark.parametrize(
    ("token", "requested"),
    [
        ("pm_1", "/v1/payment_methods/pm_1"),
        ("card_1", "/v1/payment_methods/card_1"),
        ("src_1", "/v1/sources/src_1"),
        ("tok_1", None),
        ("4242424242424242", None),
    ],
)
async def test_card_tokens_are_looked_up_by_their_kind(
    provider: FakeStripe, gateway: StripeGateway, token: str, requested: str | None
) -> None:
    provider.says = http_response(200, {"id": token, "object": "payment_method"})
    assert await gateway.knows_card(token) is (requested is not None)
    provider.says = error(404, code="resource_missing")
    assert not await gateway.knows_card(token)
    assert [line for line, _, _ in provider.requests] == [f"GET {requested} HTTP/1.1"] * 2 * bool(requested)


@pytest.mark.parametrize(
    ("status", "outcome"), [("requires_payment_method", Outcome.DECLINED), ("canceled", Outcome.VOIDED)]
)
async def test_a_card_error_on_capture_returns_the_state_of_the_payment(
    provider: FakeStripe, gateway: StripeGateway, status: str, outcome: Outcome
) -> None:
    provider.says = error(402, type="card_error", code="card_declined", payment_intent=INTENT | {"status": status})
    assert (await gateway.capture(7, "pi_1", 1000)).outcome is outcome


async def test_a_capture_refused_by_the_bank_is_rejected(provider: FakeStripe, gateway: StripeGateway) -> None:
    held = INTENT | {"status": "requires_capture", "amount_received": 0}
    provider.turns = [
        error(402, type="card_error", code="card_declined", payment_intent=held),
        http_response(200, held),
    ]
    with pytest.raises(Rejected) as refused:
        await gateway.capture(7, "pi_1", 1000)
    assert refused.value.code == "card_declined"


async def test_a_replayed_response_is_followed_by_a_look_up(provider: FakeStripe, gateway: StripeGateway) -> None:
    waiting = INTENT | {"status": "requires_action", "amount_received": 0}
    provider.turns = [http_response(200, waiting, "Idempotent-Replayed: true\r\n"), http_response(200, INTENT)]
    assert (await gateway.authorize(CHARGE)).outcome is Outcome.CAPTURED
    provider.turns = [http_response(200, waiting, "Idempotent-Replayed: true\r\n"), error(404)]
    with pytest.raises(OutcomeUnknown):
        await gateway.authorize(CHARGE)


async def test_a_lost_page_of_payments_is_requested_again(provider: FakeStripe, gateway: StripeGateway) -> None:
    rows = [INTENT, INTENT | {"id": "pi_2", "metadata": {"payment_id": "6", "order_id": "2"}}]
    first, last = (
        http_response(200, {"object": "list", "has_more": more, "data": [row]})
        for row, more in zip(rows, (True, False), strict=True)
    )
    provider.turns = [error(500), first, error(503), error(500), last]
    assert [entry.payment_id async for entry in gateway.list_payments()] == [7, 6]
    assert [line.count("starting_after=pi_1") for line, _, _ in provider.requests] == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("refunded", [50, 650])
async def test_the_rest_of_a_partial_capture_is_no_refund(
    provider: FakeStripe, gateway: StripeGateway, refunded: int
) -> None:
    """Charges count it among what was refunded; would they ever not, the sum is still right."""
    charge = {"id": "ch_1", "amount_refunded": refunded, "disputed": False}
    provider.says = http_response(200, INTENT | {"amount_received": 400, "latest_charge": charge})
    state = await gateway.get_payment(7, "pi_1")
    assert state is not None
    assert (state.captured_cents, state.refunded_cents) == (400, 50)


async def test_the_captured_one_of_several_matching_payments_is_used(
    provider: FakeStripe, gateway: StripeGateway
) -> None:
    declined = INTENT | {"id": "pi_2", "status": "requires_payment_method", "amount_received": 0}
    other = INTENT | {"id": "pi_3", "metadata": {"payment_id": "70"}}
    provider.says = http_response(
        200, {"object": "search_result", "has_more": False, "data": [other, declined, INTENT]}
    )
    state = await gateway.get_payment(7, None)
    assert state is not None
    assert state.provider_id == "pi_1"


async def test_secrets_are_not_in_representations(
    provider: FakeStripe, gateway: StripeGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await gateway.authorize(CHARGE)
    assert "pm_card_visa" not in caplog.text
    assert "sk_test" not in caplog.text

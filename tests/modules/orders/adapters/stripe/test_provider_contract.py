"""What a payment's saga rests on: kept by the gateway at the sandbox, and by the fake of the application's tests."""

import asyncio

import pytest

from modules.orders.domain.settlement.provider_results import Outcome, ProviderPayment
from modules.orders.ports.payments.payment_provider import (
    UNKNOWN_CARD,
    Charge,
    InvalidSignature,
    OutcomeUnknown,
    Rejected,
)
from tests.modules.orders.adapters.provider_environments import ProviderEnvironment
from tests.modules.orders.adapters.stripe.charges import _IDS, captured_in_books, charge
from tests.modules.orders.in_memory.provider import ASKS_BUYER, DECLINED, GOOD


async def test_a_payment_is_captured_immediately(environment: ProviderEnvironment) -> None:
    wanted = charge()
    state = await environment.provider.authorize(wanted)
    assert state == ProviderPayment(state.provider_id, Outcome.CAPTURED, 1000, "GBP", captured_cents=1000)
    assert await environment.provider.get_payment(wanted.payment_id, state.provider_id) == state
    assert await environment.provider.get_payment(wanted.payment_id, None) == state


async def test_a_repeated_authorization_charges_once(environment: ProviderEnvironment) -> None:
    wanted = charge()
    assert await environment.provider.authorize(wanted) == await environment.provider.authorize(wanted)
    assert await captured_in_books(environment, wanted.payment_id) == [1000]


async def test_a_lost_response_is_recovered_by_a_repeat(environment: ProviderEnvironment) -> None:
    wanted = charge()
    await environment.lose_next_answer()
    with pytest.raises(OutcomeUnknown):
        await environment.provider.authorize(wanted)
    await environment.restore_responses()
    assert (await environment.provider.authorize(wanted)).outcome is Outcome.CAPTURED
    assert await captured_in_books(environment, wanted.payment_id) == [1000]


async def test_a_decline_is_a_payment_state(environment: ProviderEnvironment) -> None:
    wanted = charge(DECLINED)
    state = await environment.provider.authorize(wanted)
    assert (state.outcome, state.decline_code, state.captured_cents) == (Outcome.DECLINED, "insufficient_funds", 0)
    assert await environment.provider.authorize(wanted) == state
    assert await environment.provider.get_payment(wanted.payment_id, state.provider_id) == state
    assert (await environment.provider.void(wanted.payment_id, state.provider_id)).outcome is Outcome.VOIDED


async def test_an_authorized_payment_is_captured_later_and_partially(environment: ProviderEnvironment) -> None:
    wanted = charge(capture=False)
    state = await environment.provider.authorize(wanted)
    assert (state.outcome, state.captured_cents) == (Outcome.AUTHORIZED, 0)
    assert state.authorization_expires_at is not None
    assert state.authorization_expires_at.tzinfo is not None
    taken = await environment.provider.capture(wanted.payment_id, state.provider_id, 400)
    assert (taken.outcome, taken.captured_cents, taken.refunded_cents) == (Outcome.CAPTURED, 400, 0)
    assert taken.authorization_expires_at is None
    assert await environment.provider.capture(wanted.payment_id, state.provider_id, 400) == taken
    assert await captured_in_books(environment, wanted.payment_id) == [400]


async def test_captures_never_exceed_the_authorized_amount(environment: ProviderEnvironment) -> None:
    wanted = charge(capture=False)
    state = await environment.provider.authorize(wanted)
    with pytest.raises(Rejected):
        await environment.provider.capture(wanted.payment_id, state.provider_id, 1001)
    assert await captured_in_books(environment, wanted.payment_id) == [0]


async def test_a_lost_capture_is_recovered_by_a_repeat(environment: ProviderEnvironment) -> None:
    wanted = charge(capture=False)
    state = await environment.provider.authorize(wanted)
    await environment.lose_next_answer()
    with pytest.raises(OutcomeUnknown):
        await environment.provider.capture(wanted.payment_id, state.provider_id, 1000)
    await environment.restore_responses()
    taken = await environment.provider.capture(wanted.payment_id, state.provider_id, 1000)
    assert (taken.outcome, taken.captured_cents) == (Outcome.CAPTURED, 1000)


@pytest.mark.parametrize(("token", "capture"), [(GOOD, False), (ASKS_BUYER, True)])
async def test_an_uncaptured_payment_is_voided(environment: ProviderEnvironment, token: str, *, capture: bool) -> None:
    wanted = charge(token, capture=capture)
    state = await environment.provider.authorize(wanted)
    for _ in range(2):
        gone = await environment.provider.void(wanted.payment_id, state.provider_id)
        assert gone == ProviderPayment(state.provider_id, Outcome.VOIDED, 1000, "GBP")
    if token == ASKS_BUYER:
        await environment.decide(wanted.payment_id, state, approved=True)
    else:
        late = await environment.provider.capture(wanted.payment_id, state.provider_id, 1000)
        assert late.outcome is Outcome.VOIDED
    assert await captured_in_books(environment, wanted.payment_id) == [0]


async def test_voiding_a_captured_payment_returns_it_as_captured(environment: ProviderEnvironment) -> None:
    wanted = charge()
    state = await environment.provider.authorize(wanted)
    assert await environment.provider.void(wanted.payment_id, state.provider_id) == state


async def test_voiding_an_approved_payment_returns_it_as_captured(
    environment: ProviderEnvironment,
) -> None:
    wanted = charge(ASKS_BUYER)
    state = await environment.provider.authorize(wanted)
    await environment.decide(wanted.payment_id, state, approved=True)
    for _ in range(2):
        reported = await environment.provider.void(wanted.payment_id, state.provider_id)
        assert (reported.outcome, reported.captured_cents) == (Outcome.CAPTURED, 1000)


@pytest.mark.parametrize("round_", range(4))
async def test_an_approval_during_a_void_is_either_paid_or_voided(
    environment: ProviderEnvironment, round_: int
) -> None:
    """Whichever request the provider takes first: the response, the listed payments and every repeat agree."""
    wanted = charge(ASKS_BUYER)
    state = await environment.provider.authorize(wanted)
    approve = environment.decide(wanted.payment_id, state, approved=True)
    void = environment.provider.void(wanted.payment_id, state.provider_id)
    if round_ % 2:
        _, reported = await asyncio.gather(approve, void)
    else:
        reported, _ = await asyncio.gather(void, approve)
    assert reported.outcome in (Outcome.CAPTURED, Outcome.VOIDED)
    assert await captured_in_books(environment, wanted.payment_id) == [
        1000 if reported.outcome is Outcome.CAPTURED else 0
    ]
    assert await environment.provider.void(wanted.payment_id, state.provider_id) == reported


@pytest.mark.parametrize(("approved", "outcome"), [(True, Outcome.CAPTURED), (False, Outcome.DECLINED)])
async def test_a_payment_requires_authentication_and_is_decided(
    environment: ProviderEnvironment, outcome: Outcome, *, approved: bool
) -> None:
    wanted = charge(ASKS_BUYER)
    state = await environment.provider.authorize(wanted)
    assert state.outcome is Outcome.REQUIRES_ACTION
    assert state.next_action is not None
    assert state.next_action.type == "redirect_to_url"
    assert state.next_action.client_secret
    assert state.next_action.client_secret not in repr(state)
    assert str(state.next_action.redirect_url).startswith("http://")
    await environment.decide(wanted.payment_id, state, approved=approved)
    after = await environment.provider.get_payment(wanted.payment_id, state.provider_id)
    assert after is not None
    assert (after.outcome, after.next_action) == (outcome, None)
    assert await environment.provider.authorize(wanted) == after  # not what the key was answered first


@pytest.mark.parametrize("token", [GOOD, DECLINED, ASKS_BUYER])
async def test_a_card_token_is_known_regardless_of_declines(environment: ProviderEnvironment, token: str) -> None:
    assert await environment.provider.knows_card(token)
    assert not await environment.provider.knows_card("pm_nobodys")
    for wrong in ("4242424242424242", "tok_visa", "card_123", "src_123"):
        assert not await environment.provider.knows_card(wrong)


async def test_an_unknown_card_is_rejected(environment: ProviderEnvironment) -> None:
    wanted = charge("pm_of_nobody")
    for _ in range(2):
        with pytest.raises(Rejected) as refused:
            await environment.provider.authorize(wanted)
        assert refused.value.code == UNKNOWN_CARD
    assert await captured_in_books(environment, wanted.payment_id) == []


async def test_a_key_reused_for_another_charge_is_an_unknown_outcome(environment: ProviderEnvironment) -> None:
    wanted = charge()
    await environment.provider.authorize(wanted)
    other = Charge(
        payment_id=wanted.payment_id,
        order_id=wanted.order_id,
        amount_cents=2000,
        currency="GBP",
        capture=wanted.capture,
        token=wanted.token,
    )
    with pytest.raises(OutcomeUnknown):
        await environment.provider.authorize(other)
    assert await captured_in_books(environment, wanted.payment_id) == [1000]


async def test_an_unknown_payment_is_not_found(environment: ProviderEnvironment) -> None:
    assert await environment.provider.get_payment(next(_IDS), None) is None
    assert await environment.provider.get_payment(next(_IDS), "pi_of_nobody") is None
    assert await environment.provider.get_refund(next(_IDS), "re_of_nobody") is None


async def test_the_state_of_another_payment_is_an_unknown_outcome(environment: ProviderEnvironment) -> None:
    wanted = charge()
    state = await environment.provider.authorize(wanted)
    with pytest.raises(OutcomeUnknown):
        await environment.provider.get_payment(next(_IDS), state.provider_id)


async def test_payments_are_listed_newest_first(environment: ProviderEnvironment) -> None:
    made = [charge() for _ in range(3)]
    for wanted in made:
        await environment.provider.authorize(wanted)
    entries = [entry.payment_id async for entry in environment.provider.list_payments()]
    assert entries[:3] == [wanted.payment_id for wanted in reversed(made)]


async def test_a_signed_webhook_names_the_payment(environment: ProviderEnvironment) -> None:
    wanted = charge()
    state = await environment.provider.authorize(wanted)
    payload, signature = environment.report(wanted.payment_id, state)
    report = environment.provider.parse_webhook(payload, {"stripe-signature": signature})
    assert (report.event_id, report.type) == ("evt_1", "payment_intent.succeeded")
    assert (report.payment_id, report.refund_id, report.provider_id) == (wanted.payment_id, None, state.provider_id)


async def test_a_forged_webhook_is_rejected(environment: ProviderEnvironment) -> None:
    wanted = charge()
    payload, _ = environment.report(wanted.payment_id, await environment.provider.authorize(wanted))
    for signature in ("", "t=1,v1=00", "nonsense"):
        with pytest.raises(InvalidSignature):
            environment.provider.parse_webhook(payload, {"stripe-signature": signature})

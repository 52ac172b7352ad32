"""What a payment's saga rests on: kept by the gateway at the sandbox, and by the twin of the application's tests."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count

import pytest

from modules.orders.ports.payments.provider import (
    UNKNOWN_CARD,
    Charge,
    InvalidSignature,
    Outcome,
    OutcomeUnknown,
    ProviderPayment,
    RefundOutcome,
    Rejected,
)
from tests.modules.orders.adapters.provider_worlds import SandboxWorld, TwinWorld, World
from tests.modules.orders.in_memory_provider import ASKS_BUYER, DECLINED, GOOD, REFUND_FAILS
from tests.payment_sandbox import RunningSandbox, running_sandbox

_IDS = count(1)


@pytest.fixture(scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningSandbox]:
    async with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture(params=["twin", "sandbox"])
async def world(request: pytest.FixtureRequest, sandbox: RunningSandbox) -> AsyncIterator[World]:
    if request.param == "twin":
        yield TwinWorld()
        return
    await sandbox.faults(later_ms=0)
    world = SandboxWorld(sandbox)
    yield world
    await world.provider.close()


def charge(token: str = GOOD, *, capture: bool = True, amount_cents: int = 1000) -> Charge:
    payment_id = next(_IDS)
    return Charge(payment_id, payment_id + 10_000, amount_cents, "GBP", capture, token)


async def captured_in_books(world: World, payment_id: int) -> list[int]:
    return [e.captured_cents async for e in world.provider.list_payments() if e.payment_id == payment_id]


async def test_money_is_taken_at_once(world: World) -> None:
    wanted = charge()
    state = await world.provider.authorize(wanted)
    assert state == ProviderPayment(state.provider_id, Outcome.CAPTURED, 1000, "GBP", captured_cents=1000)
    assert await world.provider.get_payment(wanted.payment_id, state.provider_id) == state
    assert await world.provider.get_payment(wanted.payment_id, None) == state


async def test_asking_again_takes_nothing_again(world: World) -> None:
    wanted = charge()
    assert await world.provider.authorize(wanted) == await world.provider.authorize(wanted)
    assert await captured_in_books(world, wanted.payment_id) == [1000]


async def test_a_lost_answer_is_got_by_asking_again(world: World) -> None:
    wanted = charge()
    await world.lose_next_answer()
    with pytest.raises(OutcomeUnknown):
        await world.provider.authorize(wanted)
    await world.hear_again()
    assert (await world.provider.authorize(wanted)).outcome is Outcome.CAPTURED
    assert await captured_in_books(world, wanted.payment_id) == [1000]


async def test_a_decline_is_a_state(world: World) -> None:
    wanted = charge(DECLINED)
    state = await world.provider.authorize(wanted)
    assert (state.outcome, state.decline_code, state.captured_cents) == (Outcome.DECLINED, "insufficient_funds", 0)
    assert await world.provider.authorize(wanted) == state
    assert await world.provider.get_payment(wanted.payment_id, state.provider_id) == state
    assert (await world.provider.void(wanted.payment_id, state.provider_id)).outcome is Outcome.VOIDED


async def test_what_is_authorised_is_captured_later_and_in_part(world: World) -> None:
    wanted = charge(capture=False)
    state = await world.provider.authorize(wanted)
    assert (state.outcome, state.captured_cents) == (Outcome.AUTHORIZED, 0)
    assert state.authorization_expires_at is not None
    assert state.authorization_expires_at.tzinfo is not None
    taken = await world.provider.capture(wanted.payment_id, state.provider_id, 400)
    assert (taken.outcome, taken.captured_cents, taken.refunded_cents) == (Outcome.CAPTURED, 400, 0)
    assert taken.authorization_expires_at is None
    assert await world.provider.capture(wanted.payment_id, state.provider_id, 400) == taken
    assert await captured_in_books(world, wanted.payment_id) == [400]


async def test_more_than_was_authorised_is_never_taken(world: World) -> None:
    wanted = charge(capture=False)
    state = await world.provider.authorize(wanted)
    with pytest.raises(Rejected):
        await world.provider.capture(wanted.payment_id, state.provider_id, 1001)
    assert await captured_in_books(world, wanted.payment_id) == [0]


async def test_a_lost_capture_is_settled_by_asking_again(world: World) -> None:
    wanted = charge(capture=False)
    state = await world.provider.authorize(wanted)
    await world.lose_next_answer()
    with pytest.raises(OutcomeUnknown):
        await world.provider.capture(wanted.payment_id, state.provider_id, 1000)
    await world.hear_again()
    taken = await world.provider.capture(wanted.payment_id, state.provider_id, 1000)
    assert (taken.outcome, taken.captured_cents) == (Outcome.CAPTURED, 1000)


@pytest.mark.parametrize(("token", "capture"), [(GOOD, False), (ASKS_BUYER, True)])
async def test_what_took_no_money_is_let_go(world: World, token: str, *, capture: bool) -> None:
    wanted = charge(token, capture=capture)
    state = await world.provider.authorize(wanted)
    for _ in range(2):
        gone = await world.provider.void(wanted.payment_id, state.provider_id)
        assert gone == ProviderPayment(state.provider_id, Outcome.VOIDED, 1000, "GBP")
    if token == ASKS_BUYER:
        await world.decide(wanted.payment_id, state, approved=True)
    else:
        late = await world.provider.capture(wanted.payment_id, state.provider_id, 1000)
        assert late.outcome is Outcome.VOIDED
    assert await captured_in_books(world, wanted.payment_id) == [0]


async def test_letting_go_what_was_taken_says_that_it_was(world: World) -> None:
    wanted = charge()
    state = await world.provider.authorize(wanted)
    assert await world.provider.void(wanted.payment_id, state.provider_id) == state


async def test_a_buyer_who_has_approved_is_found_to_have_paid_when_it_is_let_go(world: World) -> None:
    wanted = charge(ASKS_BUYER)
    state = await world.provider.authorize(wanted)
    await world.decide(wanted.payment_id, state, approved=True)
    for _ in range(2):
        told = await world.provider.void(wanted.payment_id, state.provider_id)
        assert (told.outcome, told.captured_cents) == (Outcome.CAPTURED, 1000)


@pytest.mark.parametrize("round_", range(4))
async def test_who_approves_while_it_is_let_go_has_paid_or_has_not(world: World, round_: int) -> None:
    """Whichever request the provider takes first: the answer, the books and every repeat agree."""
    wanted = charge(ASKS_BUYER)
    state = await world.provider.authorize(wanted)
    approve = world.decide(wanted.payment_id, state, approved=True)
    void = world.provider.void(wanted.payment_id, state.provider_id)
    if round_ % 2:
        _, told = await asyncio.gather(approve, void)
    else:
        told, _ = await asyncio.gather(void, approve)
    assert told.outcome in (Outcome.CAPTURED, Outcome.VOIDED)
    assert await captured_in_books(world, wanted.payment_id) == [1000 if told.outcome is Outcome.CAPTURED else 0]
    assert await world.provider.void(wanted.payment_id, state.provider_id) == told


@pytest.mark.parametrize(("approved", "outcome"), [(True, Outcome.CAPTURED), (False, Outcome.DECLINED)])
async def test_a_buyer_is_asked_and_decides(world: World, outcome: Outcome, *, approved: bool) -> None:
    wanted = charge(ASKS_BUYER)
    state = await world.provider.authorize(wanted)
    assert state.outcome is Outcome.REQUIRES_ACTION
    assert state.next_action is not None
    assert state.next_action.type == "redirect_to_url"
    assert state.next_action.client_secret
    assert state.next_action.client_secret not in repr(state)
    assert str(state.next_action.redirect_url).startswith("http://")
    await world.decide(wanted.payment_id, state, approved=approved)
    after = await world.provider.get_payment(wanted.payment_id, state.provider_id)
    assert after is not None
    assert (after.outcome, after.next_action) == (outcome, None)
    assert await world.provider.authorize(wanted) == after  # not what the key was answered first


async def test_refunds_are_counted_and_come_once(world: World) -> None:
    wanted = charge()
    state = await world.provider.authorize(wanted)
    refund_id = next(_IDS)
    first = await world.provider.refund(refund_id, wanted.payment_id, state.provider_id, 300)
    again = await world.provider.refund(refund_id, wanted.payment_id, state.provider_id, 300)
    assert first == again
    assert first.outcome is RefundOutcome.SUCCEEDED
    assert await world.provider.get_refund(refund_id, first.provider_id) == first
    with pytest.raises(Rejected):
        await world.provider.refund(next(_IDS), wanted.payment_id, state.provider_id, 701)
    now = await world.provider.get_payment(wanted.payment_id, state.provider_id)
    assert now is not None
    assert (now.captured_cents, now.refunded_cents) == (1000, 300)


async def test_a_part_that_was_captured_is_refunded_and_no_more(world: World) -> None:
    wanted = charge(capture=False)
    state = await world.provider.authorize(wanted)
    await world.provider.capture(wanted.payment_id, state.provider_id, 400)
    with pytest.raises(Rejected):
        await world.provider.refund(next(_IDS), wanted.payment_id, state.provider_id, 401)
    await world.provider.refund(next(_IDS), wanted.payment_id, state.provider_id, 150)
    entry = [entry async for entry in world.provider.list_payments() if entry.payment_id == wanted.payment_id]
    assert [(e.order_id, e.captured_cents, e.refunded_cents) for e in entry] == [(wanted.order_id, 400, 150)]


async def test_a_refund_can_fail_later(world: World) -> None:
    wanted = charge(REFUND_FAILS)
    state = await world.provider.authorize(wanted)
    refund_id = next(_IDS)
    refund = await world.provider.refund(refund_id, wanted.payment_id, state.provider_id, 1000)
    await world.fail_refund(refund_id)
    now = await world.provider.get_refund(refund_id, refund.provider_id)
    assert now is not None
    assert now.outcome is RefundOutcome.FAILED
    assert await world.provider.get_payment(wanted.payment_id, state.provider_id) == state
    again = await world.provider.refund(refund_id, wanted.payment_id, state.provider_id, 1000)
    assert again.outcome is RefundOutcome.FAILED


async def test_a_dispute_is_seen(world: World) -> None:
    wanted = charge("pm_card_createDispute" if isinstance(world, SandboxWorld) else GOOD)
    state = await world.provider.authorize(wanted)
    await world.dispute(wanted.payment_id)
    now = await world.provider.get_payment(wanted.payment_id, state.provider_id)
    assert now is not None
    assert (now.outcome, now.dispute_status) == (Outcome.CAPTURED, "needs_response")
    with pytest.raises(Rejected):
        await world.provider.refund(next(_IDS), wanted.payment_id, state.provider_id, 1)


@pytest.mark.parametrize("token", [GOOD, DECLINED, ASKS_BUYER])
async def test_a_card_is_known_whatever_its_bank_says(world: World, token: str) -> None:
    assert await world.provider.knows_card(token)
    assert not await world.provider.knows_card("pm_nobodys")
    for wrong in ("4242424242424242", "tok_visa", "card_123", "src_123"):
        assert not await world.provider.knows_card(wrong)


async def test_a_card_that_nobody_knows_is_rejected(world: World) -> None:
    wanted = charge("pm_of_nobody")
    for _ in range(2):
        with pytest.raises(Rejected) as refused:
            await world.provider.authorize(wanted)
        assert refused.value.code == UNKNOWN_CARD
    assert await captured_in_books(world, wanted.payment_id) == []


async def test_the_same_key_for_something_else_settles_nothing(world: World) -> None:
    wanted = charge()
    await world.provider.authorize(wanted)
    other = Charge(wanted.payment_id, wanted.order_id, 2000, "GBP", wanted.capture, wanted.token)
    with pytest.raises(OutcomeUnknown):
        await world.provider.authorize(other)
    assert await captured_in_books(world, wanted.payment_id) == [1000]


async def test_what_is_not_there_is_not_found(world: World) -> None:
    assert await world.provider.get_payment(next(_IDS), None) is None
    assert await world.provider.get_payment(next(_IDS), "pi_of_nobody") is None
    assert await world.provider.get_refund(next(_IDS), "re_of_nobody") is None


async def test_another_payment_is_not_believed(world: World) -> None:
    wanted = charge()
    state = await world.provider.authorize(wanted)
    with pytest.raises(OutcomeUnknown):
        await world.provider.get_payment(next(_IDS), state.provider_id)


async def test_the_books_begin_with_the_newest(world: World) -> None:
    made = [charge() for _ in range(3)]
    for wanted in made:
        await world.provider.authorize(wanted)
    entries = [entry.payment_id async for entry in world.provider.list_payments()]
    assert entries[:3] == [wanted.payment_id for wanted in reversed(made)]


async def test_a_signed_report_names_the_payment(world: World) -> None:
    wanted = charge()
    state = await world.provider.authorize(wanted)
    payload, signature = world.report(wanted.payment_id, state)
    report = world.provider.parse_webhook(payload, signature)
    assert (report.event_id, report.type) == ("evt_1", "payment_intent.succeeded")
    assert (report.payment_id, report.refund_id, report.provider_id) == (wanted.payment_id, None, state.provider_id)


async def test_a_forged_report_is_refused(world: World) -> None:
    wanted = charge()
    payload, _ = world.report(wanted.payment_id, await world.provider.authorize(wanted))
    for signature in ("", "t=1,v1=00", "nonsense"):
        with pytest.raises(InvalidSignature):
            world.provider.parse_webhook(payload, signature)

"""Refunds and disputes: kept by the gateway at the sandbox, and by the fake of the application's tests."""

import pytest

from modules.orders.domain.settlement.provider_results import Outcome, RefundOutcome
from modules.orders.ports.payments.payment_provider import Rejected
from tests.modules.orders.adapters.provider_environments import ProviderEnvironment, SandboxEnvironment
from tests.modules.orders.adapters.stripe.charges import _IDS, charge
from tests.modules.orders.in_memory.provider import GOOD, REFUND_FAILS


async def test_each_refund_is_listed_once(environment: ProviderEnvironment) -> None:
    wanted = charge()
    state = await environment.provider.authorize(wanted)
    refund_id = next(_IDS)
    first = await environment.provider.refund(refund_id, wanted.payment_id, state.provider_id, 300)
    again = await environment.provider.refund(refund_id, wanted.payment_id, state.provider_id, 300)
    assert first == again
    assert first.outcome is RefundOutcome.SUCCEEDED
    assert await environment.provider.get_refund(refund_id, first.provider_id) == first
    with pytest.raises(Rejected):
        await environment.provider.refund(next(_IDS), wanted.payment_id, state.provider_id, 701)
    now = await environment.provider.get_payment(wanted.payment_id, state.provider_id)
    assert now is not None
    assert (now.captured_cents, now.refunded_cents) == (1000, 300)


async def test_refunds_never_exceed_a_partial_capture(environment: ProviderEnvironment) -> None:
    wanted = charge(capture=False)
    state = await environment.provider.authorize(wanted)
    await environment.provider.capture(wanted.payment_id, state.provider_id, 400)
    with pytest.raises(Rejected):
        await environment.provider.refund(next(_IDS), wanted.payment_id, state.provider_id, 401)
    await environment.provider.refund(next(_IDS), wanted.payment_id, state.provider_id, 150)
    entry = [entry async for entry in environment.provider.list_payments() if entry.payment_id == wanted.payment_id]
    assert [(e.order_id, e.captured_cents, e.refunded_cents) for e in entry] == [(wanted.order_id, 400, 150)]


async def test_a_refund_can_fail_later(environment: ProviderEnvironment) -> None:
    wanted = charge(REFUND_FAILS)
    state = await environment.provider.authorize(wanted)
    refund_id = next(_IDS)
    refund = await environment.provider.refund(refund_id, wanted.payment_id, state.provider_id, 1000)
    await environment.fail_refund(refund_id)
    now = await environment.provider.get_refund(refund_id, refund.provider_id)
    assert now is not None
    assert now.outcome is RefundOutcome.FAILED
    assert await environment.provider.get_payment(wanted.payment_id, state.provider_id) == state
    again = await environment.provider.refund(refund_id, wanted.payment_id, state.provider_id, 1000)
    assert again.outcome is RefundOutcome.FAILED


async def test_a_dispute_is_reported(environment: ProviderEnvironment) -> None:
    wanted = charge("pm_card_createDispute" if isinstance(environment, SandboxEnvironment) else GOOD)
    state = await environment.provider.authorize(wanted)
    await environment.dispute(wanted.payment_id)
    now = await environment.provider.get_payment(wanted.payment_id, state.provider_id)
    assert now is not None
    assert (now.outcome, now.dispute_status) == (Outcome.CAPTURED, "needs_response")
    with pytest.raises(Rejected):
        await environment.provider.refund(next(_IDS), wanted.payment_id, state.provider_id, 1)

"""An order and its payment through every crash: one at each point, and pairs: every fourth, or all by `--long`."""

from collections.abc import Awaitable, Callable
from itertools import combinations, islice
from typing import Any

import pytest

from modules.orders.application.payments.cancel_pending_approval import CancelPendingApproval
from modules.orders.application.payments.pay_order_command import PayOrderCommand
from modules.orders.application.settlement.record_outcome import RecordOutcome
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.status import OrderStatus
from modules.orders.ports.payments.payment_provider import Charge
from tests.modules.orders.application.saga_scenarios import (
    SCENARIOS,
    buyer_acts,
    gets_its_refund_sent_back,
    is_cancelled_meanwhile,
    loses_answers,
    report_arrives,
    takes_another_card_after_approving,
)
from tests.modules.orders.crashing_shop import CrashingShop, CrashPoints, violations
from tests.modules.orders.in_memory.provider import ASKS_BUYER, InMemoryProvider
from tests.modules.orders.shop import METADATA


async def passed(scenario: Callable[[CrashingShop], Awaitable[None]], **how: Any) -> tuple[list[str], int]:
    """What is wrong in the end, and how many points were passed."""
    world = CrashingShop(CrashPoints(), **how)
    await scenario(world)
    return violations(world), world.points.passed


async def first_wrong(
    scenario: Callable[[CrashingShop], Awaitable[None]], together: int = 2, every: int = 1, **how: Any
) -> str | None:
    """Crash at each point, and at every set of so many points at most, or at one in `every` of the sets; the first
    thing that goes wrong, with where."""
    found, points = await passed(scenario, **how)
    if found:
        return f"without a crash: {found}"
    for count in range(1, together + 1):
        for chosen in islice(combinations(range(1, points + 3), count), 0, None, every if count > 1 else 1):
            world = CrashingShop(CrashPoints(frozenset(chosen)), **how)
            await scenario(world)
            if found := violations(world):
                return f"crashes at {chosen}: {found}"
    return None


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("capture_immediately", [True, False], ids=["captured_immediately", "captured_later"])
@pytest.mark.parametrize(
    "every", [pytest.param(4, id="some_pairs"), pytest.param(1, id="all_pairs", marks=pytest.mark.long)]
)
async def test_no_crash_violates_an_invariant(
    scenario: Callable[[CrashingShop], Awaitable[None]], capture_immediately: bool, every: int
) -> None:
    assert await first_wrong(scenario, every=every, capture_immediately=capture_immediately) is None


async def test_a_returned_refund_is_retried() -> None:
    world = CrashingShop(CrashPoints())
    await gets_its_refund_sent_back(world)
    assert [(refund.status, refund.retry_of) for refund in world.order.refunds] == [
        ("failed", None),
        ("succeeded", world.order.refunds[0].id),
    ]


@pytest.mark.parametrize("capture_immediately", [True, False])
async def test_an_approval_before_the_deadline_is_accepted_after_it(capture_immediately: bool) -> None:
    world = CrashingShop(CrashPoints(), capture_immediately=capture_immediately)
    await world.place(ASKS_BUYER)
    await world.work()
    buyer_acts(world.provider.approve, world)
    report_arrives(world)
    world.memory.pass_time(hours=1)
    await world.settle(world.order.id, METADATA)
    assert world.order.status is OrderStatus.CONFIRMED


class NewKeyEachTime(InMemoryProvider):
    """A gateway that takes a new key for every try."""

    def __init__(self, provider: InMemoryProvider) -> None:
        self._provider = provider
        self._tries = 0

    async def authorize(self, charge: Charge) -> Any:
        self._tries += 1
        self._provider._keys.pop(f"pay_{charge.payment_id}_authorize", None)
        return await self._provider.authorize(charge)

    def __getattribute__(self, name: str) -> Any:
        if name in ("authorize", "_provider", "_tries"):
            return object.__getattribute__(self, name)
        return getattr(object.__getattribute__(self, "_provider"), name)


class RecordWithoutLateRefund(RecordOutcome):
    """Does not refund payments of orders that are no longer active."""

    async def _record(self, due: Any, result: Any, metadata: Any, *, reservation_expired: bool) -> bool:
        more = await super()._record(due, result, metadata, reservation_expired=reservation_expired)
        for order in self._begin.__self__._memory.state.orders.values():  # type: ignore[attr-defined]
            order.refunds = ()
        return more


class CancelWithoutProvider(CancelPendingApproval):
    """Believes that a payment has ended without asking the provider."""

    async def __call__(self, command: PayOrderCommand) -> int | None:
        cancelled_payment_id = await super().__call__(command)
        for order in self._begin.__self__._memory.state.orders.values():  # type: ignore[attr-defined]
            for payment in order.payments:
                if payment.id == cancelled_payment_id and payment.status is PaymentState.VOIDING:
                    payment.transition_to(PaymentState.VOIDED, order.updated_at)
                    order.recompute_payment_status()
        return cancelled_payment_id


async def test_the_harness_sees_a_payment_that_ended_here_alone() -> None:
    found = await first_wrong(takes_another_card_after_approving, together=0, cancel_pending=CancelWithoutProvider)
    assert "charged twice" in str(found)


async def test_the_harness_sees_a_second_key() -> None:
    assert "charged twice" in str(await first_wrong(loses_answers, together=1, around=NewKeyEachTime))


async def test_the_harness_sees_late_money_that_is_kept() -> None:
    assert "money is kept for" in str(
        await first_wrong(is_cancelled_meanwhile, together=1, record=RecordWithoutLateRefund)
    )

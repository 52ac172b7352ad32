"""Scenarios of an order and its payment, each of which may crash at any point."""

from collections.abc import Callable
from contextlib import suppress

from modules.orders.application.changes.cancel_order import CancelOrderCommand
from modules.orders.application.refunds.retry_refund import RetryRefundCommand
from modules.orders.domain.order.payments.payment_states import Action
from tests.modules.orders.crashing_shop import Crash, CrashingShop
from tests.modules.orders.in_memory.provider import ASKS_BUYER, DECLINED, GOOD
from tests.modules.orders.shop import MANAGER, METADATA, STAFF


async def pays(world: CrashingShop) -> None:
    await world.place(GOOD)
    await world.rest()


async def is_declined(world: CrashingShop) -> None:
    await world.place(DECLINED)
    await world.rest()


async def loses_answers(world: CrashingShop) -> None:
    world.provider.lose_next_response(2)
    await world.place(GOOD)
    await world.rest()


async def finds_the_provider_down(world: CrashingShop) -> None:
    world.provider.fail_next(2)
    await world.place(GOOD)
    await world.rest()


async def approves(world: CrashingShop) -> None:
    await world.place(ASKS_BUYER)
    await world.work()
    buyer_acts(world.provider.approve, world)
    report_arrives(world)
    await world.rest()


async def approves_unheard(world: CrashingShop) -> None:
    """No webhook arrives: at the due time the void is requested, and the provider reports the payment as succeeded."""
    await world.place(ASKS_BUYER)
    await world.work()
    buyer_acts(world.provider.approve, world)
    await world.rest()


async def never_approves(world: CrashingShop) -> None:
    await world.place(ASKS_BUYER)
    await world.rest()


async def is_cancelled_meanwhile(world: CrashingShop) -> None:
    world.provider.lose_next_response(1)
    await world.place(GOOD)
    await world.work(seconds=1)
    await world.do(
        lambda: world.cancel(
            CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=world.order.id, reason="no")
        )
    )
    await world.rest()


async def is_cancelled_while_the_buyer_thinks(world: CrashingShop) -> None:
    await world.place(ASKS_BUYER)
    await world.work()
    await world.do(
        lambda: world.cancel(
            CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=world.order.id, reason="no")
        )
    )
    buyer_acts(world.provider.approve, world)
    await world.rest()


async def is_cancelled_after_it_was_paid(world: CrashingShop) -> None:
    await world.place(GOOD)
    await world.work()
    await world.do(
        lambda: world.cancel(
            CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=world.order.id, reason="no")
        )
    )
    await world.rest()


async def gets_its_refund_sent_back(world: CrashingShop) -> None:
    """The bank sends the money back after the refund had succeeded, and staff repeat it."""
    await is_cancelled_after_it_was_paid(world)
    for refund in world.order.refunds:
        if refund.status != "succeeded":
            continue
        world.provider.fail_refund(refund.id)
        refund.next_attempt_at = world.memory.state.now
        await world.rest()
        command = RetryRefundCommand(principal=MANAGER, metadata=METADATA, resource_id=refund.id)
        while world.order.refund(refund.id).needs_attention:
            with suppress(Crash):
                await world.retry(command)
    await world.rest()


async def takes_another_card(world: CrashingShop) -> None:
    """The first was never approved: it is called off, and the second pays."""
    await world.place(ASKS_BUYER)
    await world.work(seconds=1)
    await world.pay(GOOD)
    await world.rest()


async def takes_another_card_after_approving(world: CrashingShop) -> None:
    """The approval of the first payment is unknown until the provider reports it at the cancellation."""
    await world.place(ASKS_BUYER)
    await world.work(seconds=1)
    buyer_acts(world.provider.approve, world)
    await world.pay(GOOD)
    await world.rest()


async def takes_a_bad_card_instead(world: CrashingShop) -> None:
    await world.place(ASKS_BUYER)
    await world.work(seconds=1)
    await world.pay(DECLINED)
    await world.rest()


async def loses_the_answer_of_calling_off(world: CrashingShop) -> None:
    await world.place(ASKS_BUYER)
    await world.work(seconds=1)
    world.provider.lose_next_response(1)
    await world.pay(GOOD)
    await world.work(seconds=40)
    await world.pay(GOOD)
    await world.rest()


async def loses_its_stock(world: CrashingShop) -> None:
    """The stock must not be lost: if it is, the payment is refunded."""
    await world.place(GOOD)
    world.stock.lost.add(world.order.id)
    await world.rest()


SCENARIOS = [
    pays,
    is_declined,
    loses_answers,
    finds_the_provider_down,
    approves,
    approves_unheard,
    never_approves,
    is_cancelled_meanwhile,
    is_cancelled_while_the_buyer_thinks,
    is_cancelled_after_it_was_paid,
    gets_its_refund_sent_back,
    loses_its_stock,
    takes_another_card,
    takes_another_card_after_approving,
    takes_a_bad_card_instead,
    loses_the_answer_of_calling_off,
]


def buyer_acts(act: Callable[[int], None], world: CrashingShop) -> None:
    if any(payment.charge for payment in world.provider._payments.values()):
        act(world.order.payments[0].id)


def report_arrives(world: CrashingShop) -> None:
    """The provider's report has been taken in."""
    payment = world.order.payments[0]
    payment.next_attempt_at = world.memory.state.now
    payment.action = payment.action or Action.LOOK_UP

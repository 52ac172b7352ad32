"""A subscription binds the handler that its consumer declares."""

import pytest

from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Consumer, Subscription
from shared.kernel.transaction import Transaction


async def write(_: Transaction, __: ReceivedEvent) -> None: ...
async def send(_: ReceivedEvent) -> None: ...


def test_a_handler_of_the_declared_kind_is_accepted() -> None:
    assert Subscription(Consumer("m.write", ["t"]), handler=write).handler is write
    assert Subscription(Consumer("m.send", ["t"], external=True), external_handler=send).external_handler is send


@pytest.mark.parametrize("consumer", [Consumer("m.c", [], external=True), Consumer("m.c", [], batched=True)])
def test_a_handler_of_another_kind_is_refused(consumer: Consumer) -> None:
    with pytest.raises(ValueError, match="give one handler, external and batched like the consumer"):
        Subscription(consumer, handler=write)


def test_a_subscription_has_exactly_one_handler() -> None:
    with pytest.raises(ValueError, match="give one handler"):
        Subscription(Consumer("m.c", []))
    with pytest.raises(ValueError, match="give one handler"):
        Subscription(Consumer("m.c", []), handler=write, external_handler=send)

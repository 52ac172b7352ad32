"""Relay and worker in this process."""

from collections.abc import Sequence
from datetime import timedelta

from entrypoints.api_program import ApiProgram
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.ports import Capacity, Message
from shared.infra.messaging.relay import Relay
from shared.infra.messaging.workers.delivery_handlers import create_handler

LEASE = timedelta(seconds=30)


class Messages:
    """Stores the relay's messages for a later worker."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def capacity(self) -> Capacity:
        return Capacity(100, 100)

    async def send(self, messages: Sequence[Message]) -> None:
        self.sent += messages

    async def wait(self, seconds: float) -> bool:
        return False


async def relay_and_work(program: ApiProgram) -> None:
    """Run relay and worker until there is nothing left to deliver."""
    queue, inbox = Messages(), Inbox(program.database())
    workers = {one.consumer.name: create_handler(one, inbox, LEASE) for one in program.subscriptions()}
    relay = Relay(Claims(program.database()), queue, queue, consumers=program.consumers(), lease=LEASE)
    while await relay.run_once():
        while queue.sent:
            message = queue.sent.pop(0)
            await workers[message.consumer](message.event_ids, message.leased_until, message.sent_by)

"""An event becomes a delivery to every endpoint that wants it."""

from collections.abc import Callable, Sequence

from modules.webhooks.domain.delivery import Message, NewDelivery
from modules.webhooks.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class FanOut:
    """Any number of times: of an event to an endpoint there is but one delivery."""

    def __init__(self, join: Join, wake: Callable[[], None]) -> None:
        self._join = join
        self._wake = wake

    async def __call__(self, tx: Transaction, messages: Sequence[Message]) -> None:
        work = self._join(tx)
        endpoints = await work.endpoints.active()
        new = [
            NewDelivery(endpoint.id, message, "event")
            for message in messages
            for endpoint in endpoints
            if endpoint.wants(message.type)
        ]
        if new:
            work.deliveries.add(new)
            tx.after_commit(self._wake)

"""An event becomes a delivery to every endpoint that wants it."""

from collections.abc import Callable, Sequence

from modules.webhooks.domain.delivery import Message, NewDelivery
from modules.webhooks.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class FanOut:
    """Any number of times: of an event to an endpoint there is but one delivery.

    Earlier events of the same aggregate that still wait for this are taken along, so that an
    endpoint is never told of an event while it does not know yet of the one before.
    """

    def __init__(self, join: Join, wake: Callable[[], None]) -> None:
        self._join = join
        self._wake = wake

    async def __call__(self, tx: Transaction, messages: Sequence[Message]) -> None:
        work = self._join(tx)
        endpoints = await work.endpoints.active()
        known = {message.event_id: message for message in messages}
        places = {(message.subject, message.sequence) for message in messages}
        if first := [m for m in messages if m.sequence > 1 and (m.subject, m.sequence - 1) not in places]:
            known |= {m.event_id: m for m in await work.events.not_fanned_out_before(first)}
        new = [
            NewDelivery(endpoint.id, message, "event")
            # In one order by all who do this at the same time: they wait for each other at most one way.
            for message in sorted(known.values(), key=lambda m: (m.aggregate_type, m.aggregate_id, m.sequence))
            for endpoint in endpoints
            if endpoint.wants(message.type)
        ]
        if new:
            work.deliveries.add(new)
            tx.after_commit(self._wake)

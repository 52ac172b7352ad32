"""Create a delivery of an event for every subscribed endpoint."""

from collections.abc import Sequence

from modules.webhooks.domain.delivery import Message, NewDelivery
from modules.webhooks.ports.deliveries import DeliveryWakeup
from modules.webhooks.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class FanOut:
    """Idempotent: an endpoint gets one delivery per event.

    Preceding events of the same aggregate that are not fanned out yet are included, so that
    an endpoint never receives an event before the preceding one.
    """

    def __init__(self, join: Join, worker: DeliveryWakeup) -> None:
        self._join = join
        self._worker = worker

    async def __call__(self, tx: Transaction, messages: Sequence[Message]) -> None:
        work = self._join(tx)
        endpoints = await work.endpoints.active()
        known = {message.event_id: message for message in messages}
        places = {(message.subject, message.sequence) for message in messages}
        if first := [m for m in messages if m.sequence > 1 and (m.subject, m.sequence - 1) not in places]:
            known |= {m.event_id: m for m in await work.events.not_fanned_out_before(first)}
        new = [
            NewDelivery(endpoint_id=endpoint.id, message=message, origin="event")
            # All transactions insert in the same order, so that concurrent ones cannot deadlock.
            for message in sorted(known.values(), key=lambda m: (m.aggregate_type, m.aggregate_id, m.sequence))
            for endpoint in endpoints
            if endpoint.wants(message.type)
        ]
        if new:
            work.deliveries.add(new)
            tx.after_commit(self._worker.notify)

"""Render and store a message body, once."""

from modules.webhooks.application.deliveries.resource_describer import ResourceDescriber
from modules.webhooks.domain.body import rendered
from modules.webhooks.domain.delivery import Delivery
from modules.webhooks.ports.events import EventLog
from modules.webhooks.ports.unit_of_work import Begin


class RenderBody:
    """The body is stored before it is sent, so that every attempt sends the same bytes."""

    def __init__(self, begin: Begin, event_log: EventLog, describe: ResourceDescriber) -> None:
        self._begin = begin
        self._event_log = event_log
        self._describe = describe

    async def __call__(self, delivery: Delivery) -> bytes | None:
        """Returns None if the event or the delivery no longer exists."""
        event = await self._event_log.get(delivery.message.event_id)
        if event is None:
            return None
        data = await self._describe(event.type, event.data)
        body = rendered(delivery.message.event_id, event.type, event.occurred_at, sequence=event.sequence, data=data)
        async with self._begin() as work:
            stored = await work.deliveries.store_body(delivery.id, body)
            await work.commit()
        return stored

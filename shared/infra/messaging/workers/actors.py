"""Dramatiq's actors, created from the modules' subscriptions."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from dramatiq import Actor

from shared.infra.messaging.broker import EXTERNAL_QUEUE, TRANSACTIONAL_QUEUE, DeliveryBroker
from shared.infra.messaging.ports import Inbox
from shared.infra.messaging.workers.delivery_handlers import MessageHandler, create_handler
from shared.infra.tracing.spans import ROOT
from shared.kernel.module import Subscription


class NoActors(Exception):
    """A worker without actors would take and drop messages."""


def add_actors(
    broker: DeliveryBroker, subscriptions: Sequence[Subscription], inbox: Inbox, *, lease: timedelta
) -> None:
    """Make an actor for each consumer, named as the consumer. Raises NoActors if there is none."""
    for subscription in subscriptions:
        external = subscription.consumer.external
        Actor[..., None](
            _actor(create_handler(subscription, inbox, lease)),
            broker=broker,
            actor_name=subscription.consumer.name,
            queue_name=EXTERNAL_QUEUE if external else TRANSACTIONAL_QUEUE,
            priority=1 if external else 0,
            options={},
        )
    if not broker.actors:
        raise NoActors("no module subscribes to anything")


def _actor(handle: MessageHandler) -> Callable[..., Awaitable[None]]:
    async def act(event_ids: list[str], leased_until: str, sent_by: str = ROOT) -> None:
        await handle([UUID(event_id) for event_id in event_ids], datetime.fromisoformat(leased_until), sent_by)

    return act

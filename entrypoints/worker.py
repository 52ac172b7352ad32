"""The worker's process: applies what the modules do in answer to events."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import dramatiq

from shared.infra.messaging.actors import add_actors
from shared.infra.messaging.background_tasks import BackgroundTaskRunner
from shared.infra.messaging.broker import DeliveryBroker
from shared.infra.messaging.deliveries.consumers import register
from shared.infra.messaging.deliveries.holders import Presence
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.relay import LEASE
from shared.infra.messaging.worker import run_until_stopped, worker_broker
from shared.infra.sql.database import Database
from shared.kernel.module import BackgroundTask, Subscription


def prepared(
    url: str,
    subscriptions: Sequence[Subscription],
    database: Database,
    closed: Callable[[], Awaitable[None]],
    lease: timedelta = LEASE,
    loops: Sequence[BackgroundTask] = (),
) -> DeliveryBroker:
    """A broker with an actor for each subscription, set as Dramatiq's own; the loops run beside. Raises NoActors.

    Consumers are registered as the worker starts: that is also when the engine is first
    used, on the loop it will live on.
    """
    presence = Presence(database)

    async def opened() -> None:
        await register(database, subscriptions)
        await presence.start()

    async def ended() -> None:
        await presence.end()
        await closed()

    broker = worker_broker(url, opened, ended, BackgroundTaskRunner(loops))
    dramatiq.set_broker(broker)
    add_actors(broker, subscriptions, Inbox(database), lease)
    return broker


def run(
    url: str,
    subscriptions: Sequence[Subscription],
    database: Database,
    closed: Callable[[], Awaitable[None]],
    lease: timedelta = LEASE,
    loops: Sequence[BackgroundTask] = (),
) -> None:
    """Work until told to stop. Raises NoActors or CouldNotStart instead of idling without work."""
    run_until_stopped(prepared(url, subscriptions, database, closed, lease, loops))

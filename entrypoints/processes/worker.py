"""The worker process: handles events for the modules' subscriptions."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import dramatiq

from shared.infra.messaging.background_tasks import BackgroundTaskRunner
from shared.infra.messaging.broker import DeliveryBroker
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.deliveries.lease_holders import Presence
from shared.infra.messaging.relay import LEASE
from shared.infra.messaging.workers.actors import add_actors
from shared.infra.messaging.workers.worker import run_until_stopped, worker_broker
from shared.infra.sql.database import Database
from shared.kernel.module import BackgroundTask, Subscription


def prepare_broker(
    url: str,
    subscriptions: Sequence[Subscription],
    database: Database,
    closed: Callable[[], Awaitable[None]],
    lease: timedelta = LEASE,
    loops: Sequence[BackgroundTask] = (),
) -> DeliveryBroker:
    """Create a broker with one actor per subscription and set it as Dramatiq's global broker. Raises NoActors.

    `loops` run in the background. Consumers are registered when the worker starts, because the database engine
    must first be used on the event loop that it stays on.
    """
    presence = Presence(database)

    async def opened() -> None:
        await register(database, [each.consumer for each in subscriptions])
        await presence.start()

    async def ended() -> None:
        await presence.end()
        await closed()

    broker = worker_broker(url, opened, on_stop=ended, background_tasks=BackgroundTaskRunner(loops))
    dramatiq.set_broker(broker)
    add_actors(broker, subscriptions, Inbox(database), lease=lease)
    return broker


def run(
    url: str,
    subscriptions: Sequence[Subscription],
    database: Database,
    *,
    closed: Callable[[], Awaitable[None]],
    lease: timedelta = LEASE,
    loops: Sequence[BackgroundTask] = (),
) -> None:
    """Run the worker until a stop signal. Raises NoActors or CouldNotStart."""
    run_until_stopped(prepare_broker(url, subscriptions, database, closed, lease, loops))

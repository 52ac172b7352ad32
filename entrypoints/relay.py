"""The relay's process: brings committed events to the workers."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from shared.infra.messaging.broker import DeliveryBroker, DramatiqQueue
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.notifier import Notifier
from shared.infra.messaging.relay import LEASE, Relay
from shared.infra.sql.database import Database
from shared.kernel.module import Subscription


async def run(
    url: str,
    subscriptions: Sequence[Subscription],
    database: Database,
    stop: asyncio.Event,
    lease: timedelta = LEASE,
) -> None:
    """Relay until told to stop."""
    queue = DramatiqQueue(DeliveryBroker(url), [s.consumer for s in subscriptions if s.is_external])
    bell = Notifier(url)
    try:
        await Relay(Claims(database), queue, bell, subscriptions, lease).run(stop)
    finally:
        await bell.close()
        queue.close()

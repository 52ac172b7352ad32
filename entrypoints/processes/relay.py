"""The relay process: forwards committed events from the outbox to the workers."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from shared.infra.messaging.broker import DeliveryBroker, DramatiqQueue
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.notifier import Notifier
from shared.infra.messaging.relay import LEASE, Relay
from shared.infra.sql.database import Database
from shared.kernel.module import Consumer


async def run(
    url: str,
    consumers: Sequence[Consumer],
    database: Database,
    stop: asyncio.Event,
    *,
    lease: timedelta = LEASE,
) -> None:
    """Relay events until `stop` is set."""
    queue = DramatiqQueue(DeliveryBroker(url), [each.name for each in consumers if each.external])
    notifier = Notifier(url)
    try:
        await Relay(Claims(database), queue, notifier, consumers=consumers, lease=lease).run(stop)
    finally:
        await notifier.close()
        queue.close()

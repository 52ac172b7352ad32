"""A small program of events and consumers, to run in processes that get killed.

`python shop.py worker|relay DATABASE_URL BROKER_URL LEASE_SECONDS`
"""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from entrypoints.processes import relay, worker
from shared.infra import logging
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import sql
from shared.kernel.events import Event, EventMetadata, OutgoingEvent, ReceivedEvent
from shared.kernel.module import Consumer, Subscription
from shared.kernel.transaction import Transaction

METADATA = EventMetadata(actor="user:1", request_id="r1")
EFFECTS = """
    CREATE TABLE public.effects (event_id uuid, consumer text, at timestamptz DEFAULT clock_timestamp());
    GRANT SELECT, INSERT ON public.effects TO tradepost_program
"""
_MAY_GO_ON = "SELECT 1 FROM public.effects WHERE consumer = 'test'"
_APPLY = "INSERT INTO public.effects (event_id, consumer) VALUES ($1, $2)"


@dataclass(frozen=True, slots=True)
class Happened(Event):
    type: ClassVar[str] = "shop.thing.happened"
    aggregate_type: ClassVar[str] = "thing"
    number: int
    mood: str = "good"


async def apply(tx: Transaction, delivered: ReceivedEvent) -> None:
    """Leaves a row for each time it is applied, so that doubles show."""
    await sql(tx).fetch(_APPLY, delivered.id, delivered.consumer)
    if delivered.data["mood"] == "failing":
        raise ValueError("no good\nDETAIL: secret")
    if delivered.data["mood"] == "stuck" and not await sql(tx).fetch(_MAY_GO_ON):
        await asyncio.sleep(3600)
    if delivered.data["mood"] == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)


async def ignore(_: ReceivedEvent) -> None:
    """An outward consumer with nothing to say."""


SUBSCRIPTIONS = [
    Subscription(Consumer("shop.first", [Happened.type]), handler=apply),
    Subscription(Consumer("shop.second", ["*"]), handler=apply),
]


def recorded(number: int, mood: str = "good") -> OutgoingEvent:
    return OutgoingEvent(Happened(number, mood), aggregate_id=str(number), sequence=1, metadata=METADATA)


async def record(db: Database, *numbers: int, mood: str = "good") -> None:
    """Record an event of a thing of its own for each number, in one transaction."""
    async with db.begin() as tx:
        for number in numbers:
            tx.record(recorded(number, mood))
        await tx.commit()


def main(part: str, database_url: str, broker_url: str, seconds: str) -> None:
    logging.configure("WARNING")
    lease = timedelta(seconds=float(seconds))
    if part == "worker":
        database = Database(database_url, {}, pool_size=10, outbox=Outbox)
        worker.run(broker_url, SUBSCRIPTIONS, database, closed=database.close, lease=lease)
    else:
        asyncio.run(relayed(database_url, broker_url, lease))


async def relayed(database_url: str, broker_url: str, lease: timedelta) -> None:
    database = Database(database_url, {}, pool_size=2, outbox=Outbox)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await relay.run(broker_url, [each.consumer for each in SUBSCRIPTIONS], database, stop=stop, lease=lease)
    await database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

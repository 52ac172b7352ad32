"""Sample events, and a consumer that can be made to fail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import httpx2
from fastapi import FastAPI

from modules.operations.http_container import OperationsHttpContainer
from shared.infra.http.app import HttpSettings, create_application
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import TransactionalHandler
from shared.infra.sql.database import Database
from shared.kernel.errors import Unauthenticated
from shared.kernel.events import Event, EventMetadata, OutgoingEvent, ReceivedEvent
from shared.kernel.module import Consumer, Subscription
from shared.kernel.principal import Principal
from shared.kernel.transaction import Transaction
from tests.running.http_services import http_services

LEASE = timedelta(seconds=30)
METADATA = EventMetadata(actor="user:1", request_id="r1")


@dataclass(frozen=True, slots=True)
class Sold(Event):
    type: ClassVar[str] = "sample.apple.sold"
    aggregate_type: ClassVar[str] = "apple"
    number: int


@dataclass(frozen=True, slots=True)
class Rotted(Event):
    type: ClassVar[str] = "sample.pear.rotted"
    aggregate_type: ClassVar[str] = "pear"


class ConsumerState:
    healthy = True


async def count(_tx: Transaction, _delivered: ReceivedEvent) -> None:
    if not ConsumerState.healthy:
        raise RuntimeError("not today")


SUBSCRIPTIONS = [Subscription(Consumer("sample.count", ["*"]), handler=count)]


async def sell(db: Database, *numbers: int, apple: str = "1") -> None:
    """Record that an apple was sold, as events with these numbers."""
    async with db.begin() as tx:
        for number in numbers:
            tx.record(OutgoingEvent(Sold(number), aggregate_id=apple, sequence=number, metadata=METADATA))
        await tx.commit()


async def wait_until_visible(db: Database) -> None:
    """Wait until no transaction that began before the events is running. Other tests share the server."""
    while True:
        async with db.read() as reading:
            rows = await reading.fetch(
                "SELECT 1 FROM platform.events WHERE xid >= pg_snapshot_xmin(pg_current_snapshot()) LIMIT 1"
            )
        if not rows:
            return
        await asyncio.sleep(0.01)


async def deliver(db: Database) -> None:
    """Deliver all due events once."""
    lease = await Claims(db).claim({"sample.count": 100}, LEASE)
    await TransactionalHandler(SUBSCRIPTIONS[0], Inbox(db), LEASE)([c.event_id for c in lease.claimed], lease.until)


async def record_dead_letters(db: Database, *numbers: int) -> None:
    """Record events whose deliveries become dead letters."""
    await sell(db, *numbers)
    ConsumerState.healthy = False
    try:
        for _ in range(12):
            await deliver(db)
            db.clock_shift += timedelta(hours=2)
    finally:
        ConsumerState.healthy = True
        db.clock_shift = timedelta(0)


PRINCIPALS = {
    "admin": Principal("1", "user", frozenset({"system:admin", "events:read", "audit:read"}), owner_id=1),
    "customer": Principal("2", "user", frozenset({"orders:create"}), owner_id=2),
}


async def authenticate(token: str) -> Principal:
    if token not in PRINCIPALS:
        raise Unauthenticated("token_invalid", "The token opens nothing.")
    return PRINCIPALS[token]


@asynccontextmanager
async def empty_lifespan(_app: FastAPI) -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def serving(operations: OperationsHttpContainer) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the module's routes, as an administrator."""
    services = http_services(authenticate)
    routers = [resolve(operations.router)]
    app = create_application(
        HttpSettings("1.2.3"), routers, [], log_line=lambda _: None, lifespan=empty_lifespan, services=services
    )
    transport = httpx2.ASGITransport(app)
    headers = {"Authorization": "Bearer admin"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop", headers=headers) as client:
        yield client

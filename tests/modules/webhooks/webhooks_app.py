"""The test fixture: webhooks over a real database, with sample events."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import httpx2
from fastapi import FastAPI

from modules.webhooks.adapters.inbound.http.problem_codes import PROBLEM_CODES
from modules.webhooks.http_container import WebhooksHttpContainer
from modules.webhooks.public import WebhookPolicy
from shared.infra.http.app import HttpSettings, create_application
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import TransactionalHandler
from shared.infra.sql.database import Database
from shared.kernel.errors import Unauthenticated
from shared.kernel.events import Event, EventMetadata, OutgoingEvent
from shared.kernel.module import Resource
from shared.kernel.principal import Principal
from tests.running.http_services import http_services

LEASE = timedelta(seconds=30)
METADATA = EventMetadata("user:1", "r1")
POLICY = WebhookPolicy(("k" * 32,), "1.2.3", "http://shop", plain_http=True, private_receivers=True)
PRINCIPALS = {
    "manager": Principal("1", "user", frozenset({"webhooks:manage"}), 1),
    "colleague": Principal("2", "user", frozenset({"webhooks:manage"}), 2),
    "customer": Principal("3", "user", frozenset({"orders:create"}), 3),
}
PATH = "/v1/webhook-endpoints"
Json = Any


@dataclass(frozen=True, slots=True)
class Sold(Event):
    type: ClassVar[str] = "sample.apple.sold"
    aggregate_type: ClassVar[str] = "apple"
    apple_id: int
    customer_id: int = 3


@dataclass(frozen=True, slots=True)
class Rotted(Event):
    type: ClassVar[str] = "sample.pear.rotted"
    aggregate_type: ClassVar[str] = "pear"
    pear_id: int


@dataclass(frozen=True, slots=True)
class UserDeleted(Event):
    type: ClassVar[str] = "users.user.deleted"
    aggregate_type: ClassVar[str] = "user"
    user_id: int


@dataclass(frozen=True, slots=True)
class OrderErased(Event):
    """The address of a deleted customer's order was erased after the order ended."""

    type: ClassVar[str] = "orders.order.erased"
    aggregate_type: ClassVar[str] = "order"
    order_id: int
    customer_id: int


async def authenticate(token: str) -> Principal:
    if token not in PRINCIPALS:
        raise Unauthenticated("token_invalid", "The token opens nothing.")
    return PRINCIPALS[token]


class WebhooksApp:
    """`colour` is part of an apple's public resource. Without `events`, any event type is accepted."""

    def __init__(self, database: Database, policy: WebhookPolicy = POLICY, events: Sequence[type[Event]] = ()) -> None:
        self.database = database
        self.colour = "green"
        resources = [Resource("sample.apple.", self._apple)]
        self.webhooks = WebhooksHttpContainer(
            database=database, policy=policy, all_resources=resources, all_events=list(events)
        )
        services = http_services(authenticate, keys_required=False, problem_codes=PROBLEM_CODES)
        self.asgi_app = create_application(
            HttpSettings("1.2.3"),
            [resolve(self.webhooks.router)],
            [],
            log_line=lambda _: None,
            lifespan=_nothing_to_open,
            services=services,
        )
        self.manager = self.client("manager")

    async def _apple(self, data: Mapping[str, object]) -> Mapping[str, object] | None:
        return {"id": data["apple_id"], "colour": self.colour}

    async def open(self) -> None:
        await register(self.database, [each.consumer for each in resolve(self.webhooks.module).subscriptions()])

    def client(self, who: str | None) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {who}"} if who else {}
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.asgi_app), base_url="http://shop", headers=headers
        )

    async def endpoint(self, url: str, *event_types: str, **more: object) -> Json:
        """Create an endpoint. Returns the response body."""
        response = await self.manager.post(PATH, json={"url": url, "event_types": event_types or ["*"], **more})
        assert response.status_code == 201, response.text
        return response.json()

    async def record(self, *events: Event, aggregate_id: str = "1") -> None:
        """Record events of one aggregate, numbered from 1."""
        async with self.database.begin() as tx:
            for number, event in enumerate(events, 1):
                tx.record(OutgoingEvent(event, aggregate_id=aggregate_id, sequence=number, metadata=METADATA))
            await tx.commit()

    async def sell(self, *apples: int) -> None:
        """Record events, each of a different aggregate."""
        async with self.database.begin() as tx:
            for apple in apples:
                tx.record(OutgoingEvent(Sold(apple), aggregate_id=str(apple), sequence=1, metadata=METADATA))
            await tx.commit()

    async def fan_out(self) -> None:
        """Handle due events with this module's consumers, as a worker does."""
        for subscription in resolve(self.webhooks.module).subscriptions():
            lease = await Claims(self.database).claim({subscription.consumer.name: 100}, LEASE)
            ids = [claimed.event_id for claimed in lease.claimed]
            await TransactionalHandler(subscription, Inbox(self.database), LEASE)(ids, lease.until)

    async def send(self) -> int:
        """Attempt all due deliveries once. Returns how many."""
        due = await resolve(self.webhooks.claim_due)(50, 50)
        await asyncio.gather(*(resolve(self.webhooks.deliver)(each) for each in due))
        return len(due)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Run the delivery worker, as a worker process does."""
        (loop,) = resolve(self.webhooks.module).background_tasks()
        stop = asyncio.Event()
        task = asyncio.ensure_future(loop.run(stop))
        try:
            yield
        finally:
            stop.set()
            await task

    async def make_due(self) -> None:
        """Make all pending deliveries due now."""
        await self.rows("UPDATE webhooks.deliveries SET due_at = now() - interval '1 s' WHERE status = 'pending'")

    async def deliveries(self, endpoint_id: int, **where: str) -> list[Json]:
        """The endpoint's deliveries, newest first."""
        response = await self.manager.get(f"{PATH}/{endpoint_id}/deliveries", params={"limit": "100", **where})
        assert response.status_code == 200, response.text
        items: list[Json] = response.json()["items"]
        return items

    async def rows(self, sql: str) -> list[Any]:
        async with self.database.begin() as tx:
            rows = await tx.fetch(sql)
            await tx.commit()
        return list(rows)


@asynccontextmanager
async def _nothing_to_open(_: FastAPI) -> AsyncIterator[None]:
    yield

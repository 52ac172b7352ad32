"""A client of event streams, and events and an authenticator for their tests."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx2

from shared.infra.sql.database import Database
from shared.kernel.errors import Unauthenticated
from shared.kernel.events import Event, EventMetadata, OutgoingEvent
from shared.kernel.principal import Principal
from tests.modules.orders.adapters.http.request_bodies import body
from tests.modules.orders.shop import CLIENT, CUSTOMER, OTHER, POLICY, STAFF, guest_tokens
from tests.timeouts import TIMEOUT_SECONDS

PRINCIPALS = {"customer": CUSTOMER, "other": OTHER, "client": CLIENT, "staff": STAFF}

GUESTS = guest_tokens(POLICY)


class FakeAuthenticator:
    """Authenticates principals by name while they are registered."""

    def __init__(self) -> None:
        self.principals = dict(PRINCIPALS)

    async def __call__(self, token: str) -> Principal:
        return await GUESTS.authenticate(token) if token.startswith("ot_") else self._known(token)

    async def name(self, token: str) -> str:
        return await GUESTS.name(token) if token.startswith("ot_") else token

    async def resolve(self, name: str) -> Principal:
        return await GUESTS.resolve(name) if name.startswith("guest:") else self._known(name)

    def _known(self, name: str) -> Principal:
        if name not in self.principals:
            raise Unauthenticated("token_invalid", "The token is invalid.")
        return self.principals[name]


@dataclass(frozen=True, slots=True)
class FakeOrderEvent(Event):
    """An event of an order."""

    type: ClassVar[str] = "orders.order.waved"
    aggregate_type: ClassVar[str] = "order"
    order_id: int


@dataclass(frozen=True, slots=True)
class FakeReservationEvent(Event):
    """An event of an order's reservation."""

    type: ClassVar[str] = "inventory.reservation.shelved"
    aggregate_type: ClassVar[str] = "reservation"
    order_id: int


async def record_events(
    db: Database,
    order_id: int,
    *sequences: int,
    kind: type[FakeOrderEvent] | type[FakeReservationEvent] = FakeOrderEvent,
) -> None:
    async with db.begin() as tx:
        for sequence in sequences:
            tx.record(outgoing_event(order_id, sequence, kind))
        await tx.commit()


def outgoing_event(
    order_id: int, sequence: int, kind: type[FakeOrderEvent] | type[FakeReservationEvent] = FakeOrderEvent
) -> OutgoingEvent:
    return OutgoingEvent(
        kind(order_id), aggregate_id=str(order_id), sequence=sequence, metadata=EventMetadata("user:7", "r-7")
    )


class Stream:
    """Parses a stream like a browser; `last_id` is the id to reconnect with."""

    def __init__(self, response: httpx2.Response, last_id: str | None) -> None:
        self.response = response
        self.last_id = last_id
        self.comments = 0
        self._lines = response.aiter_lines()
        self._unread: list[dict[str, Any]] = []

    async def event(self) -> dict[str, Any]:
        """The next event; EOFError when the stream has ended."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not self._unread:
                await self._block()
        return self._unread.pop(0)

    async def events(self, count: int) -> list[dict[str, Any]]:
        return [await self.event() for _ in range(count)]

    async def beat(self) -> None:
        """Wait for the next comment; events received before it are kept."""
        heard = self.comments
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while self.comments == heard:
                await self._block()

    async def ended(self) -> None:
        try:
            while True:
                await self.event()
        except EOFError:
            return

    async def _block(self) -> None:
        fields: dict[str, str] = {}
        async for line in self._lines:
            name, _, value = line.partition(": ")
            if line and not name:
                self.comments += 1
            elif line:
                fields[name] = value
            else:
                self.last_id = fields.get("id", self.last_id)
                if "data" in fields:
                    self._unread.append(json.loads(fields["data"]))
                    assert fields["event"] == self._unread[-1]["type"]
                return
        raise EOFError


class StreamClient:
    """An HTTP client of one principal."""

    def __init__(self, address: str, who: str | None) -> None:
        headers = {"Authorization": f"Bearer {who}"} if who else {}
        self.http = httpx2.AsyncClient(base_url=address, headers=headers, timeout=TIMEOUT_SECONDS)

    @asynccontextmanager
    async def stream(self, path: str, last_id: str | None = None, **query: str) -> AsyncIterator[Stream]:
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": last_id} if last_id else {})}
        async with self.http.stream("GET", path, params=query, headers=headers) as response:
            assert response.status_code == 200, await response.aread()
            yield Stream(response, last_id)

    async def refused(self, path: str, **query: str) -> tuple[int, str]:
        """Status and code of a refused stream."""
        response = await self.http.get(path, params=query)
        return response.status_code, response.json()["code"]


async def place(listener: StreamClient, **more: object) -> int:
    """Place an order."""
    placed = await listener.http.post("/v1/orders", json={**body(("LOTS", 1)), **more})
    assert placed.status_code == 201, placed.text
    return int(placed.json()["id"])

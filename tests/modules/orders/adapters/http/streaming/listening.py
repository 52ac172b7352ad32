"""A shop that really listens on loopback, and someone who follows its streams."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx2

from modules.orders.application.placement.guest_tokens import GuestTokens
from shared.infra.sql.database import Database
from shared.kernel.errors import Unauthenticated
from shared.kernel.events import Event, EventMetadata, OutgoingEvent
from shared.kernel.principal import Principal
from tests.modules.orders.adapters.http.bodies import body
from tests.modules.orders.shop import CLIENT, CUSTOMER, OTHER, POLICY, STAFF
from tests.timeouts import TIMEOUT_SECONDS

PEOPLE = {"customer": CUSTOMER, "other": OTHER, "client": CLIENT, "staff": STAFF}

GUESTS = GuestTokens(POLICY.guest_keys)


class Door:
    """Lets people in by a word, until they are put out."""

    def __init__(self) -> None:
        self.people = dict(PEOPLE)

    async def __call__(self, token: str) -> Principal:
        return await GUESTS.authenticate(token) if token.startswith("ot_") else self._known(token)

    async def name(self, token: str) -> str:
        return await GUESTS.name(token) if token.startswith("ot_") else token

    async def resolve(self, name: str) -> Principal:
        return await GUESTS.resolve(name) if name.startswith("guest:") else self._known(name)

    def _known(self, name: str) -> Principal:
        if name not in self.people:
            raise Unauthenticated("token_invalid", "The token opens nothing.")
        return self.people[name]


@dataclass(frozen=True, slots=True)
class Waved(Event):
    """Something happened to an order; nothing else is of interest here."""

    type: ClassVar[str] = "orders.order.waved"
    aggregate_type: ClassVar[str] = "order"
    order_id: int


@dataclass(frozen=True, slots=True)
class Shelved(Event):
    """Something happened to what is set aside for an order."""

    type: ClassVar[str] = "inventory.reservation.shelved"
    aggregate_type: ClassVar[str] = "reservation"
    order_id: int


async def wave(db: Database, order_id: int, *sequences: int, kind: type[Waved] | type[Shelved] = Waved) -> None:
    async with db.begin() as tx:
        for sequence in sequences:
            tx.record(recorded(order_id, sequence, kind))
        await tx.commit()


def recorded(order_id: int, sequence: int, kind: type[Waved] | type[Shelved] = Waved) -> OutgoingEvent:
    return OutgoingEvent(kind(order_id), str(order_id), sequence, EventMetadata("user:7", "r-7"))


class Stream:
    """What one stream says, read as a browser reads it; `last_id` is what it would reconnect with."""

    def __init__(self, answer: httpx2.Response, last_id: str | None) -> None:
        self.answer = answer
        self.last_id = last_id
        self.comments = 0
        self._lines = answer.aiter_lines()
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
        """Wait until the stream has said where it is; events that come before are kept."""
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


class Listener:
    """One caller of the shop."""

    def __init__(self, address: str, who: str | None) -> None:
        headers = {"Authorization": f"Bearer {who}"} if who else {}
        self.http = httpx2.AsyncClient(base_url=address, headers=headers, timeout=TIMEOUT_SECONDS)

    @asynccontextmanager
    async def stream(self, path: str, last_id: str | None = None, **query: str) -> AsyncIterator[Stream]:
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": last_id} if last_id else {})}
        async with self.http.stream("GET", path, params=query, headers=headers) as answer:
            assert answer.status_code == 200, await answer.aread()
            yield Stream(answer, last_id)

    async def refused(self, path: str, **query: str) -> tuple[int, str]:
        """The status and the code of what is refused before any stream begins."""
        answer = await self.http.get(path, params=query)
        return answer.status_code, answer.json()["code"]


async def place(listener: Listener, **more: object) -> int:
    """Order one of what there is plenty of."""
    placed = await listener.http.post("/v1/orders", json={**body(("LOTS", 1)), **more})
    assert placed.status_code == 201, placed.text
    return int(placed.json()["id"])

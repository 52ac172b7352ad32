"""Buyers that place orders and read them, each request once, and note what fails."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2

from tests.timeouts import TIMEOUT_SECONDS

BUYERS = 8
ADDRESS = {"name": "Grace", "line1": "1 High Street", "city": "London", "postal_code": "EC1A 1BB", "country": "GB"}


@dataclass
class Buyers:
    """Buyers that place orders and read them without a pause, each request once."""

    url: str
    key: str
    placed: set[int] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    async def buy(self, number: int, stop: asyncio.Event) -> None:
        headers = {"Authorization": f"Bearer {self.key}"}
        async with httpx2.AsyncClient(base_url=self.url, headers=headers, timeout=30) as http:
            for count in range(100_000):
                if stop.is_set():
                    return
                try:
                    await self._once(http, f"{number}-{count}")
                except httpx2.HTTPError as error:
                    self.failures.append(repr(error))

    async def _once(self, http: httpx2.AsyncClient, key: str) -> None:
        body = {
            "items": [{"sku": "MUG", "quantity": 1}],
            "shipping_address": ADDRESS,
            "customer": {"name": "Grace", "email": "grace@example.com"},
        }
        placed = await http.post("/v1/orders", json=body, headers={"Idempotency-Key": key})
        self.statuses[placed.status_code] += 1
        if placed.status_code != 201:
            self.failures.append(f"{placed.status_code} {placed.text[:300]}")
            return
        order = int(placed.json()["id"])
        assert order not in self.placed
        self.placed.add(order)
        read = await http.get(f"/v1/orders/{order}")
        if read.status_code != 200:
            self.failures.append(f"{read.status_code} {read.text[:300]}")

    async def until_more(self, number: int = 50) -> None:
        """Wait until that many further orders are placed."""
        wanted = len(self.placed) + number
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while len(self.placed) < wanted:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def buying(url: str, key: str, first: int = 0) -> AsyncIterator[Buyers]:
    """Buyers with numbers from `first` on, who place orders during the block."""
    buyers, stop = Buyers(url, key), asyncio.Event()
    running = [asyncio.create_task(buyers.buy(number, stop)) for number in range(first, first + BUYERS)]
    try:
        yield buyers
    finally:
        stop.set()
        await asyncio.gather(*running)

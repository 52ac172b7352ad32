"""One running sandbox: its books, its faults, its counts, and who has to be told."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from entrypoints.development.payment_sandbox.context import Desk
from entrypoints.development.payment_sandbox.faults import Faults
from entrypoints.development.payment_sandbox.settings import SandboxSettings
from entrypoints.development.payment_sandbox.statistics import Statistics
from entrypoints.development.payment_sandbox.storage.records import Records
from entrypoints.development.payment_sandbox.storage.store import Store
from entrypoints.development.payment_sandbox.stripe_api.errors import still_running
from entrypoints.development.payment_sandbox.stripe_api.objects import new_id

T = TypeVar("T")


class Sandbox:
    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.store = Store(settings.data)
        self.faults = Faults()
        self.statistics = Statistics()
        self.changed = asyncio.Event()
        self._keys_in_use: set[str] = set()

    async def read(self, work: Callable[[Desk], T]) -> T:
        return await self.store.run(lambda records: work(self._desk(records, None, None)))

    async def write(self, work: Callable[[Desk], T], request: str | None = None, key: str | None = None) -> T:
        """Like `read`, and then see what is to be sent or done next."""
        result = await self.store.run(lambda records: work(self._desk(records, request or new_id("req"), key)))
        self.changed.set()
        return result

    @contextmanager
    def in_use(self, key: str | None) -> Iterator[None]:
        """Nobody else uses the key meanwhile. Raises Refusal where somebody does."""
        if key is None:
            yield
            return
        if key in self._keys_in_use:
            raise still_running(key)
        self._keys_in_use.add(key)
        try:
            yield
        finally:
            self._keys_in_use.discard(key)

    def _desk(self, records: Records, request: str | None, key: str | None) -> Desk:
        tells = self.settings.webhook_url is not None
        return Desk(records, self.faults, time.time(), self.settings.url, tells, request, key)

"""A running sandbox: store, faults and statistics."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from entrypoints.development.payment_sandbox.context import CommandContext
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

    async def read(self, work: Callable[[CommandContext], T]) -> T:
        return await self.store.run(lambda records: work(self._context(records, None, None)))

    async def write(self, work: Callable[[CommandContext], T], request: str | None = None, key: str | None = None) -> T:
        """Like `read`, and wake the webhook sender afterwards."""
        result = await self.store.run(lambda records: work(self._context(records, request or new_id("req"), key)))
        self.changed.set()
        return result

    @contextmanager
    def in_use(self, key: str | None) -> Iterator[None]:
        """Reserve the idempotency key during the block. Raises StripeError if it is in use."""
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

    def _context(self, records: Records, request: str | None, key: str | None) -> CommandContext:
        has_receiver = self.settings.webhook_url is not None
        return CommandContext(
            records=records,
            faults=self.faults,
            now=time.time(),
            url=self.settings.url,
            has_receiver=has_receiver,
            request=request,
            key=key,
        )

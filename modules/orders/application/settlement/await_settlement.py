"""Settle a payment now and wait for the result, for a limited time."""

import asyncio

from modules.orders.application.settlement.settle_order import SettleOrder
from modules.orders.domain.order.order import Order
from modules.orders.ports.orders.order_queries import OpenOrderQueries
from shared.kernel.events import EventMetadata

POLL_SECONDS = 0.1


class AwaitSettlement:
    """Settlements continue after the caller's timeout; `drain` waits for those in progress."""

    def __init__(self, settle: SettleOrder, read: OpenOrderQueries) -> None:
        self._settle = settle
        self._read = read
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, order_id: int, payment_id: int, seconds: float, metadata: EventMetadata) -> Order:
        """The order after the settlement or the timeout. Also waits for a settlement by another process."""
        deadline = asyncio.get_running_loop().time() + seconds
        await self.settle_within(order_id, metadata, seconds)
        while True:
            async with self._read() as records:
                order = await records.get(order_id)
            if order is None:
                raise LookupError(order_id)
            remaining = deadline - asyncio.get_running_loop().time()
            if not order.payment(payment_id).awaits_provider or remaining <= 0:
                return order
            await asyncio.sleep(min(POLL_SECONDS, remaining))

    async def settle_within(self, order_id: int, metadata: EventMetadata, seconds: float) -> None:
        """Settle what is due for the order; wait at most `seconds`."""
        await asyncio.wait([self.start(order_id, metadata)], timeout=seconds)

    def start(self, order_id: int, metadata: EventMetadata) -> asyncio.Task[None]:
        """Settle what is due for the order in the background."""
        task = asyncio.ensure_future(self._settle(order_id, metadata))
        self._tasks.add(task)
        task.add_done_callback(self._on_done)
        return task

    async def drain(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # Failures are retried after the lease ends; reading the exception marks it as handled.
            task.exception()

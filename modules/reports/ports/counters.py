"""Port: stores the figures of orders and their totals."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol, TypeAlias

from modules.reports.domain.counting import OrderCounts
from modules.reports.domain.progress import Progress
from modules.reports.domain.reports import UnmetDemandRow
from shared.kernel.transaction import Transaction


class CounterRepository(Protocol):
    """Locks are acquired in this order: progress, orders by id, totals by key."""

    async def lock(self, order_ids: Sequence[int]) -> Mapping[int, OrderCounts]:
        """Lock the orders until the transaction ends and return their stored figures."""
        ...

    async def save_counts(self, orders: Mapping[int, OrderCounts], change: OrderCounts) -> None:
        """Store the orders' new figures and add the change to the totals."""
        ...

    async def rebuild_totals(self) -> None:
        """Recompute all totals from the orders' figures, under a table lock."""
        ...

    async def add_unmet_demand(self, rows: Sequence[UnmetDemandRow], *, replace_all: bool = False) -> None:
        """Add to the unmet demand of the days; `replace_all` deletes the previous rows first."""
        ...

    async def progress(self) -> Progress:
        """Lock and return the progress until the transaction ends."""
        ...

    async def get_subscribed_since(self) -> datetime | None:
        """Return the time since which all order events are delivered to this module, if any."""
        ...

    async def save(self, progress: Progress) -> None: ...


class UnitOfWork(Protocol):
    """Rolled back unless committed."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def counters(self) -> CounterRepository: ...

    async def commit(self) -> None: ...


Begin: TypeAlias = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
Join: TypeAlias = Callable[[Transaction], UnitOfWork]
"""Joins an open transaction, which the caller commits."""

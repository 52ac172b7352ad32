"""Figures as they are kept."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol, TypeAlias

from modules.reports.domain.counting import OrderCounts
from modules.reports.domain.progress import Progress
from modules.reports.domain.reports import RefusedRow
from shared.kernel.transaction import Transaction


class CounterRepository(Protocol):
    """Locks are taken in this order: progress, orders by id, figures by their place."""

    async def lock(self, order_ids: Sequence[int]) -> Mapping[int, OrderCounts]:
        """What each order was counted with so far; nobody else counts it until the transaction ends."""
        ...

    async def save_counts(self, orders: Mapping[int, OrderCounts], change: OrderCounts) -> None:
        """What the orders are counted with from now on, and what that changes in the figures."""
        ...

    async def rebuild_totals(self) -> None:
        """Make all figures the sums of what the orders are counted with; nobody counts meanwhile."""
        ...

    async def add_refused(self, rows: Sequence[RefusedRow], *, replace_all: bool = False) -> None:
        """Add to the refused demand of the days; `replace_all`: in place of what there was."""
        ...

    async def progress(self) -> Progress:
        """Locked until the transaction ends."""
        ...

    async def get_subscribed_since(self) -> datetime | None:
        """Since when every event of an order is told to this module; None: it is not yet."""
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
"""The same inside somebody else's open transaction, which they commit."""

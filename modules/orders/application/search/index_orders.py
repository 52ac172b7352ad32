"""Update and build the order search index."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from modules.orders.domain.search_terms import Account, search_text
from modules.orders.ports.customers import Customers
from modules.orders.ports.orders.order_search import IndexProgress, SearchDocument, SearchIndex, SearchIndexFactory
from modules.orders.ports.unit_of_work import Begin
from modules.orders.public import OrderPlaced, OrderUpdated, ShipmentCreated, ShipmentUpdated
from shared.kernel.errors import Gone
from shared.kernel.feed import FeedEvent
from shared.kernel.transaction import Transaction

BATCH = 500
"""Maximum number of events, or orders of a build, in one transaction."""

CHANGES = (OrderPlaced, OrderUpdated, ShipmentCreated, ShipmentUpdated)
"""Events that change what an order is found by. Erasure updates the index itself."""

_ACCOUNT_CHANGED = "users.user.updated"
INDEXED_EVENTS = (*(event.type for event in CHANGES), _ACCOUNT_CHANGED)

_LARGEST_ID = 2**53
_SAVE_INTERVAL = timedelta(seconds=10)
"""Interval to save the position of an idle index, because the feed keeps events for a limited time."""


class IndexOrders:
    """Writes the search texts of orders as of the transaction. The index must be locked."""

    def __init__(self, customers: Customers) -> None:
        self._customers = customers

    async def __call__(self, tx: Transaction, index: SearchIndex, order_ids: Collection[int]) -> None:
        ids = sorted(order_ids)
        for start in range(0, len(ids), BATCH):
            documents = await index.documents(ids[start : start + BATCH])
            texts = await self.texts(tx, documents)
            await index.write(texts, {each.order_id: each.created_at for each in documents})

    async def texts(self, tx: Transaction, documents: Sequence[SearchDocument]) -> Mapping[int, str]:
        """The normalized search text of each order."""
        ids = sorted({each.customer_id for each in documents if each.customer_id is not None})
        known = await self._customers.get_many(tx, ids) if ids else {}
        accounts = {id_: Account(known[id_].email, known[id_].full_name) for id_ in known}
        return {
            each.order_id: search_text(
                buyer=each.guest or accounts.get(each.customer_id or 0),
                addresses=each.addresses,
                client_reference=each.client_reference,
                tracking_numbers=each.tracking_numbers,
                skus=each.skus,
            )
            for each in documents
        }


class UpdateSearchIndex:
    """One step: index the changes since the last step, and a part of a running build."""

    def __init__(self, begin: Begin, index_of: SearchIndexFactory, index_orders: IndexOrders) -> None:
        self._begin = begin
        self._index_of = index_of
        self._index_orders = index_orders

    async def __call__(self) -> bool:
        """Returns whether more work is due now."""
        async with self._begin() as work:
            index = self._index_of(work.tx)
            if not await index.lock():
                return False
            progress = await index.progress()
            reached, ids, more = await _next(index, progress)
            await self._index_orders(work.tx, index, ids)
            if _is_worth_saving(progress, reached, ids, work.tx.now):
                await index.save_progress(reached)
                await work.commit()
        return more


class RebuildIndex:
    """Rebuilds the index during operation; searches use and the build corrects the existing index."""

    def __init__(self, begin: Begin, index_of: SearchIndexFactory, update: Callable[[], Awaitable[bool]]) -> None:
        self._begin = begin
        self._index_of = index_of
        self._update = update

    async def __call__(self, report_progress: Callable[[int], None]) -> int:
        """Returns the number of indexed orders; `report_progress` is called with the number so far."""
        async with self._begin() as work:
            index = self._index_of(work.tx)
            await index.lock(wait=True)
            await index.save_progress(await _build_started(index, await index.progress()))
            await work.commit()
        while (below := await self._build_below()) is not None:
            report_progress(await self._indexed_above(below))
            await self._update()
        return await self._indexed_above(0)

    async def _build_below(self) -> int | None:
        async with self._begin() as work:
            return (await self._index_of(work.tx).progress()).build_below

    async def _indexed_above(self, order_id: int) -> int:
        async with self._begin() as work:
            return await self._index_of(work.tx).count_above(order_id)


async def _build_started(index: SearchIndex, progress: IndexProgress) -> IndexProgress:
    """Start a build from the newest order; events from now on are indexed concurrently."""
    return IndexProgress(progress.position or await index.current_position(), _LARGEST_ID)


async def _next(index: SearchIndex, progress: IndexProgress) -> tuple[IndexProgress, set[int], bool]:
    """The progress after the next step, the orders to index for it, and whether more is due."""
    if progress.position is None:
        return await _build_started(index, progress), set(), True
    try:
        page = await index.list_changes(progress.position, INDEXED_EVENTS, BATCH)
    except Gone:
        # The position is too old, or from another server: the feed lacks events since then.
        return await _build_started(index, IndexProgress()), set(), True
    ids = {cast("int", event.data["order_id"]) for event in page.items if event.type != _ACCOUNT_CHANGED}
    if changed_customers := {cast("int", event.data["user_id"]) for event in page.items if _changes_names(event)}:
        ids.update(await index.find_by_customers(sorted(changed_customers)))
    reached = replace(progress, position=page.next_position)
    if progress.build_below is not None:
        older = await index.ids_below(progress.build_below, BATCH)
        reached = replace(reached, build_below=older[-1] if older else None)
        ids.update(older)
    return reached, ids, len(page.items) == BATCH or reached.build_below is not None


def _changes_names(event: FeedEvent) -> bool:
    fields = event.data.get("fields")
    named = isinstance(fields, Iterable) and not {"full_name", "email"}.isdisjoint(fields)
    return event.type == _ACCOUNT_CHANGED and named


def _is_worth_saving(before: IndexProgress, after: IndexProgress, ids: Collection[int], now: datetime) -> bool:
    if ids or before.position is None or before.build_below != after.build_below:
        return True
    return now - before.position.at > _SAVE_INTERVAL

"""Keeping the index that orders are searched by: after every change of an order, and built where there is none."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from modules.orders.domain.search_terms import Account, search_text
from modules.orders.ports.customers import Customers
from modules.orders.ports.orders.order_search import IndexProgress, SearchDocument, SearchIndex, SearchIndexFactory
from modules.orders.ports.unit_of_work import UnitOfWorkFactory
from modules.orders.public import OrderPlaced, OrderUpdated, ShipmentCreated, ShipmentUpdated
from shared.kernel.errors import Gone
from shared.kernel.feed import FeedEvent
from shared.kernel.transaction import Transaction

BATCH = 500
"""Events, or orders of a build, in one transaction."""

CHANGES = (OrderPlaced, OrderUpdated, ShipmentCreated, ShipmentUpdated)
"""After these an order may be found by something else. Erasure writes the index itself."""

_ACCOUNT_CHANGED = "users.user.updated"
INDEXED_EVENTS = (*(event.type for event in CHANGES), _ACCOUNT_CHANGED)

_LARGEST_ID = 2**53
_SAVE_INTERVAL = timedelta(seconds=10)
"""An idle index notes how far it has read this often: the feed reaches back only so long."""


class IndexOrders:
    """Writes what orders are found by, as they stand in the transaction, whose index is locked."""

    def __init__(self, customers: Customers) -> None:
        self._customers = customers

    async def __call__(self, tx: Transaction, index: SearchIndex, order_ids: Collection[int]) -> None:
        ids = sorted(order_ids)
        for start in range(0, len(ids), BATCH):
            documents = await index.documents(ids[start : start + BATCH])
            texts = await self.texts(tx, documents)
            await index.write(texts, {each.order_id: each.created_at for each in documents})

    async def texts(self, tx: Transaction, documents: Sequence[SearchDocument]) -> Mapping[int, str]:
        """The folded text of each order."""
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
    """One step of keeping the index: what has changed since the last, and a part of a build if one is under way."""

    def __init__(self, begin: UnitOfWorkFactory, index_of: SearchIndexFactory, index_orders: IndexOrders) -> None:
        self._begin = begin
        self._index_of = index_of
        self._index_orders = index_orders

    async def __call__(self) -> bool:
        """Whether there is more to do at once."""
        async with self._begin(None) as work:
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
    """Builds the index again beside a shop at work: it is searched meanwhile, and what is wrong in it put right."""

    def __init__(
        self, begin: UnitOfWorkFactory, index_of: SearchIndexFactory, update: Callable[[], Awaitable[bool]]
    ) -> None:
        self._begin = begin
        self._index_of = index_of
        self._update = update

    async def __call__(self, report_progress: Callable[[int], None]) -> int:
        """How many orders there are; `tell` hears how many have been indexed, again and again."""
        async with self._begin(None) as work:
            index = self._index_of(work.tx)
            await index.lock(wait=True)
            await index.save_progress(await _build_started(index, await index.progress()))
            await work.commit()
        while (below := await self._build_below()) is not None:
            report_progress(await self._indexed_above(below))
            await self._update()
        return await self._indexed_above(0)

    async def _build_below(self) -> int | None:
        async with self._begin(None) as work:
            return (await self._index_of(work.tx).progress()).build_below

    async def _indexed_above(self, order_id: int) -> int:
        async with self._begin(None) as work:
            return await self._index_of(work.tx).count_above(order_id)


async def _build_started(index: SearchIndex, progress: IndexProgress) -> IndexProgress:
    """A build from the newest order on; events from now on are read beside it."""
    return IndexProgress(progress.position or await index.current_position(), _LARGEST_ID)


async def _next(index: SearchIndex, progress: IndexProgress) -> tuple[IndexProgress, set[int], bool]:
    """How far the index is after the next step, the orders to index for that, and whether more is known to be due."""
    if progress.position is None:
        return await _build_started(index, progress), set(), True
    try:
        page = await index.list_changes(progress.position, INDEXED_EVENTS, BATCH)
    except Gone:
        # Too long away, or restored into another server: whatever happened since is in no feed.
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

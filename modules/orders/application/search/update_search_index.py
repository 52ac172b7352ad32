"""Update the order search index step by step."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from modules.orders.application.search.index_build import start_build
from modules.orders.application.search.index_orders import ACCOUNT_CHANGED, BATCH, INDEXED_EVENTS, IndexOrders
from modules.orders.ports.orders.order_search import IndexProgress, SearchIndex, SearchIndexFactory
from modules.orders.ports.unit_of_work import Begin
from shared.kernel.errors import Gone
from shared.kernel.feed import FeedEvent

_SAVE_INTERVAL = timedelta(seconds=10)
"""Interval to save the position of an idle index, because the feed keeps events for a limited time."""


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


async def _next(index: SearchIndex, progress: IndexProgress) -> tuple[IndexProgress, set[int], bool]:
    """The progress after the next step, the orders to index for it, and whether more is due."""
    if progress.position is None:
        return await start_build(index, progress), set(), True
    try:
        page = await index.list_changes(progress.position, INDEXED_EVENTS, BATCH)
    except Gone:
        # The position is too old, or from another server: the feed lacks events since then.
        return await start_build(index, IndexProgress()), set(), True
    ids = {cast("int", event.data["order_id"]) for event in page.items if event.type != ACCOUNT_CHANGED}
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
    return event.type == ACCOUNT_CHANGED and named


def _is_worth_saving(before: IndexProgress, after: IndexProgress, ids: Collection[int], now: datetime) -> bool:
    if ids or before.position is None or before.build_below != after.build_below:
        return True
    return now - before.position.at > _SAVE_INTERVAL

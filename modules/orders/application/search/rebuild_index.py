"""Rebuild the order search index."""

from collections.abc import Callable

from modules.orders.application.search.index_build import start_build
from modules.orders.application.search.update_search_index import UpdateSearchIndex
from modules.orders.ports.orders.order_search import SearchIndexFactory
from modules.orders.ports.unit_of_work import Begin


class RebuildIndex:
    """Rebuilds the index during operation; searches use and the build corrects the existing index."""

    def __init__(self, begin: Begin, index_of: SearchIndexFactory, update: UpdateSearchIndex) -> None:
        self._begin = begin
        self._index_of = index_of
        self._update = update

    async def __call__(self, report_progress: Callable[[int], None]) -> int:
        """Returns the number of indexed orders; `report_progress` is called with the number so far."""
        async with self._begin() as work:
            index = self._index_of(work.tx)
            await index.lock(wait=True)
            await index.save_progress(await start_build(index, await index.progress()))
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

"""Queries of orders in memory."""

from collections.abc import Mapping, Sequence
from copy import deepcopy

from modules.orders.domain.order.order import Order
from modules.orders.ports.orders.order_queries import HistoryEntry, OrderFilter
from shared.kernel.paging import Page, PageRequest
from tests.modules.orders.in_memory.transaction import StoreState


class InMemoryOrderQueries:
    """Supports the filters that tests use."""

    def __init__(self, kept: StoreState) -> None:
        self._kept = kept

    async def get(self, order_id: int) -> Order | None:
        return deepcopy(self._kept.orders.get(order_id))

    async def get_many(self, ids: Sequence[int]) -> Mapping[int, Order]:
        return {id_: deepcopy(self._kept.orders[id_]) for id_ in ids if id_ in self._kept.orders}

    async def list_orders(self, selection: OrderFilter, wanted: PageRequest) -> Page[Order]:
        found = sorted((o for o in self._kept.orders.values() if _matches(o, selection)), key=lambda o: -o.id)
        rest = [o for o in found if wanted.after is None or o.id < int(str(wanted.after[0]))][wanted.offset :]
        more = len(rest) > wanted.limit
        shown = rest[: wanted.limit]
        return Page(shown, next_after=[shown[-1].id] if more else None, total=len(found) if wanted.with_total else None)

    async def get_history(self, order_id: int) -> Sequence[HistoryEntry]:
        return [entry for id_, entry in self._kept.history if id_ == order_id]

    async def get_histories(self, order_ids: Sequence[int]) -> Mapping[int, Sequence[HistoryEntry]]:
        kept = {id_: await self.get_history(id_) for id_ in order_ids}
        return {id_: entries for id_, entries in kept.items() if entries}


def _matches(order: Order, selection: OrderFilter) -> bool:
    return (
        selection.customer_id_is in (None, order.buyer.customer_id)
        and selection.placed_by in (None, order.buyer.placed_by)
        and selection.status in (None, order.status)
        and selection.sku in (None, *(line.sku for line in order.lines))
    )

"""Count orders with their current figures."""

from collections.abc import Collection
from datetime import tzinfo

from modules.reports.domain.counting import OrderCounts, count_sale, difference, sum_counts
from modules.reports.ports.counters import Join
from modules.reports.ports.sales import SaleQueries
from shared.kernel.transaction import Transaction


class CountOrders:
    """An event only triggers a recount: the order's figures are computed from its current state, and the
    difference to its previous figures is added to the totals.

    So events may come late, twice or in any order, and recounting an order is idempotent. Runs in the
    transaction that marks the events as done.
    """

    def __init__(self, join: Join, sales: SaleQueries, zone: tzinfo) -> None:
        self._join = join
        self._sales = sales
        self._zone = zone

    async def __call__(self, tx: Transaction, order_ids: Collection[int]) -> None:
        ids = sorted(set(order_ids))
        counters = self._join(tx).counters
        # Lock before reading: a transaction that waited for the lock must read the order after the previous holder did.
        before = await counters.lock(ids)
        sales = await self._sales.get_sales(tx, ids)
        nothing: OrderCounts = {}
        after = {id_: count_sale(sales[id_], self._zone) if id_ in sales else nothing for id_ in ids}
        changed = {id_: new for id_, new in after.items() if new != before[id_]}
        if changed:
            await counters.save_counts(
                changed, sum_counts([difference(before[id_], new) for id_, new in changed.items()])
            )

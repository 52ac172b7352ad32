"""Orders counted as they stand."""

from collections.abc import Collection
from datetime import tzinfo

from modules.reports.domain.counting import OrderCounts, count_sale, difference, sum_counts
from modules.reports.ports.counters import Join
from modules.reports.ports.sales import SaleQueries
from shared.kernel.transaction import Transaction


class CountOrders:
    """A message only says that something happened to an order: what it adds to the figures is made anew
    from how it stands, and the difference to what it added before is booked.

    So messages may come late, twice or in any order, and counting an order again changes nothing. Works in
    the transaction that marks the messages done.
    """

    def __init__(self, join: Join, sales: SaleQueries, zone: tzinfo) -> None:
        self._join = join
        self._sales = sales
        self._zone = zone

    async def __call__(self, tx: Transaction, order_ids: Collection[int]) -> None:
        ids = sorted(set(order_ids))
        counters = self._join(tx).counters
        # The locks come first: whoever waited for one then reads the order no earlier than who counted it before.
        before = await counters.lock(ids)
        sales = await self._sales.get_sales(tx, ids)
        nothing: OrderCounts = {}
        after = {id_: count_sale(sales[id_], self._zone) if id_ in sales else nothing for id_ in ids}
        changed = {id_: new for id_, new in after.items() if new != before[id_]}
        if changed:
            await counters.save_counts(
                changed, sum_counts([difference(before[id_], new) for id_, new in changed.items()])
            )

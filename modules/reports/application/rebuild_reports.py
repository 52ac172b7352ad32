"""Rebuild all figures while the shop is running."""

from collections.abc import Callable

from modules.reports.application.rebuild_totals import RebuildTotals
from modules.reports.application.recount_orders import RecountOrders


class RebuildReports:
    """Recounts all orders in batches, then recomputes the totals in one transaction.

    Reports stay available: until the last step they show the previous or already corrected figures.
    Consumers that count orders wait only for the last step.
    """

    def __init__(self, recount_orders: RecountOrders, rebuild_totals: RebuildTotals) -> None:
        self._recount_orders = recount_orders
        self._rebuild_totals = rebuild_totals

    async def __call__(self, report_progress: Callable[[int], None]) -> int:
        """Return the number of orders. `report_progress` is called with the number counted after each batch."""
        number = last = 0
        while ids := await self._recount_orders(last):
            number, last = number + len(ids), ids[-1]
            report_progress(number)
        await self._rebuild_totals()
        return number

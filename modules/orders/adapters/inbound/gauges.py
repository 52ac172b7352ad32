"""Metrics of this module."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from modules.orders.application.search.get_index_delay import GetIndexDelay
from modules.orders.ports.orders.order_backlog import OrderBacklogQueries
from shared.kernel.module import Gauge
from shared.kernel.transaction import Transaction


def gauges(delay: GetIndexDelay, backlog: OrderBacklogQueries) -> Sequence[Gauge]:
    return [
        _gauge(
            "order_search_delay_seconds",
            "Delay of the order search index in seconds; -1 while it is being built.",
            delay,
        ),
        _gauge("orders_unpaid", "Orders that wait for payment, counted up to 10,000.", backlog.count_unpaid_orders),
        _gauge(
            "orders_overdue_seconds",
            "Seconds since the oldest unpaid order should have expired.",
            backlog.get_overdue_seconds,
        ),
        _gauge(
            "refunds_failed",
            "Failed refunds that were neither retried nor dismissed, counted up to 10,000.",
            backlog.count_failed_refunds,
        ),
    ]


def _gauge(name: str, meaning: str, read: Callable[[Transaction], Awaitable[float]]) -> Gauge:
    async def values(tx: Transaction) -> Mapping[str, float]:
        return {"": await read(tx)}

    return Gauge(name, help=meaning, read=values)

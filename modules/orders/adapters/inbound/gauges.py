"""Metrics of this module."""

from collections.abc import Mapping, Sequence

from modules.orders.application.search.get_index_delay import GetIndexDelay
from shared.kernel.module import Gauge
from shared.kernel.transaction import Transaction


def gauges(delay: GetIndexDelay) -> Sequence[Gauge]:
    async def seconds(tx: Transaction) -> Mapping[str, float]:
        return {"": await delay(tx)}

    return [
        Gauge(
            "order_search_delay_seconds",
            help="Delay of the order search index in seconds; -1 while it is being built.",
            read=seconds,
        )
    ]

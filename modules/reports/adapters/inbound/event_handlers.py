"""The event handler of the reports module."""

from collections.abc import Sequence
from typing import cast

from modules.reports.adapters.inbound.consumers import COUNT_ORDERS
from modules.reports.application.count_orders import CountOrders
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription
from shared.kernel.transaction import Transaction


def subscriptions(count_orders: CountOrders) -> list[Subscription]:
    async def count(tx: Transaction, events: Sequence[ReceivedEvent]) -> None:
        await count_orders(tx, {cast("int", event.data["order_id"]) for event in events})

    return [Subscription(COUNT_ORDERS, batch_handler=count)]

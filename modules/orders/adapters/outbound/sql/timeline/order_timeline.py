"""Implements the port `OrderTimeline` by the table of events and the module inventory."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from modules.inventory.public import InventoryApi
from modules.orders.ports.orders.order_timeline import Delivery, StockMovement, TimelineEvent
from shared.infra.messaging.event_feed import event_of
from shared.infra.messaging.queries.events import events_with_deliveries
from shared.infra.sql.transaction import sql
from shared.kernel.transaction import Transaction


class SqlOrderTimeline:
    def __init__(self, inventory: InventoryApi) -> None:
        self._inventory = inventory

    async def list_events(self, tx: Transaction, order_id: int) -> Sequence[TimelineEvent]:
        rows = await events_with_deliveries(sql(tx), ("order", "reservation"), str(order_id))
        return [TimelineEvent(event_of(row), [_delivery(*one) for one in row["deliveries"]]) for row in rows]

    async def list_stock_movements(self, tx: Transaction, order_id: int) -> Sequence[StockMovement]:
        return [StockMovement(**entry._asdict()) for entry in await self._inventory.list_ledger_entries(tx, order_id)]


def _delivery(consumer: str, status: Any, attempts: int, done: float | None) -> Delivery:
    return Delivery(
        consumer=consumer,
        status=status,
        attempts=attempts,
        done_at=None if done is None else datetime.fromtimestamp(done, UTC),
    )

"""The port `Chronicle` over the table of events and the module inventory."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from modules.inventory.public import InventoryApi
from modules.orders.ports.orders.order_timeline import Delivery, StockMovement, TimelineEvent
from shared.infra.messaging.event_feed import event_of
from shared.infra.sql.transaction import sql
from shared.kernel.transaction import Transaction

_EVENTS = """
    SELECT e.*, e.xid::text::bigint AS transaction, d.deliveries
    FROM platform.events e, LATERAL (
        SELECT coalesce(jsonb_agg(jsonb_build_array(consumer, status, attempts, done) ORDER BY consumer), '[]')
            AS deliveries
        FROM (
            SELECT consumer, CASE WHEN done_at IS NULL THEN 'pending' ELSE 'done' END AS status, attempts,
                   extract(epoch FROM done_at) AS done
            FROM platform.deliveries WHERE event_id = e.id
            UNION ALL
            SELECT consumer, 'dead', attempts, NULL FROM platform.dead_letters WHERE event_id = e.id
        ) each
    ) d
    WHERE e.aggregate_type IN ('order', 'reservation') AND e.aggregate_id = $1
    ORDER BY e.aggregate_type, e.sequence
"""


class SqlOrderTimeline:
    def __init__(self, inventory: InventoryApi) -> None:
        self._inventory = inventory

    async def list_events(self, tx: Transaction, order_id: int) -> Sequence[TimelineEvent]:
        rows = await sql(tx).fetch(_EVENTS, str(order_id))
        return [TimelineEvent(event_of(row), [_delivery(*one) for one in row["deliveries"]]) for row in rows]

    async def list_stock_movements(self, tx: Transaction, order_id: int) -> Sequence[StockMovement]:
        return [StockMovement(**entry._asdict()) for entry in await self._inventory.list_ledger_entries(tx, order_id)]


def _delivery(consumer: str, status: Any, attempts: int, done: float | None) -> Delivery:
    return Delivery(consumer, status, attempts, None if done is None else datetime.fromtimestamp(done, UTC))

"""Implements the port `SalesQueries` in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from modules.orders.adapters.outbound.sql.order_mapping import PARTS, order_of
from modules.orders.domain.order.order import Order
from modules.orders.domain.sales_snapshot import SALES_EVENTS, SalesEvent
from shared.infra.sql.transaction import sql
from shared.kernel.transaction import Transaction

_PARTS = ", ".join(f"{text} AS {name}" for name, text in PARTS.items())
_WITH_HISTORY = f"""
    SELECT o.*, {_PARTS}, (
        SELECT json_agg(json_build_object(
            'sequence', h.sequence, 'at', h.at, 'fact', h.fact, 'refund_id', h.detail -> 'refund_id',
            'payment_status', h.payment_status
        ) ORDER BY h.sequence)
        FROM orders.order_history h WHERE h.order_id = o.id AND h.fact = ANY($2::text[])
    ) AS history
    FROM orders.orders o WHERE o.id = ANY($1::bigint[])
"""  # noqa: S608 constants only
_IDS_AFTER = "SELECT id FROM orders.orders WHERE id > $1 ORDER BY id LIMIT $2"


class SqlSalesQueries:
    async def get_with_history(
        self, tx: Transaction, ids: Sequence[int]
    ) -> Sequence[tuple[Order, Sequence[SalesEvent]]]:
        rows = await sql(tx).fetch(_WITH_HISTORY, list(ids), list(SALES_EVENTS))
        return [(order_of(row), [_sales_event(one) for one in row["history"] or ()]) for row in rows]

    async def ids_after(self, tx: Transaction, order_id: int, at_most: int) -> Sequence[int]:
        return [row["id"] for row in await sql(tx).fetch(_IDS_AFTER, order_id, at_most)]


def _sales_event(values: Mapping[str, Any]) -> SalesEvent:
    return SalesEvent(
        sequence=values["sequence"],
        at=datetime.fromisoformat(values["at"]),
        fact=values["fact"],
        refund_id=values["refund_id"],
        payment_status=values["payment_status"],
    )

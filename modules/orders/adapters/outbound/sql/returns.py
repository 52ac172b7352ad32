"""Implements the ports `ReturnRepository` and `ReturnQueries` in PostgreSQL."""

from collections.abc import Sequence

from sqlalchemy import select

from modules.orders.adapters.outbound.sql.order_mapping import FoundRow
from modules.orders.adapters.outbound.sql.owner_filters import conditions_of
from modules.orders.adapters.outbound.sql.part_counts import stored_total
from modules.orders.adapters.outbound.sql.tables import returns
from modules.orders.domain.fulfillment.customer_return import ReceivedItem, Return, ReturnItem, ReturnState
from modules.orders.domain.order.payments.refund import RefundItem
from modules.orders.ports.fulfillment.returns import ReturnFilter
from shared.infra.sql.bulk.bulk_writer import Row
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.transaction import SqlReading, SqlTransaction
from shared.kernel.paging import Page, PageRequest

_GET = "SELECT * FROM orders.returns WHERE id = $1"
_OF_ORDER = "SELECT * FROM orders.returns WHERE order_id = $1 ORDER BY id"

_ERASE = """
    UPDATE orders.returns r SET version = r.version + 1, updated_at = $2, items = jsonb_set(r.items, '{asked}', (
        SELECT jsonb_agg(asked || '{"reason": "erased"}') FROM jsonb_array_elements(r.items->'asked') asked)),
        close_reason = CASE WHEN r.close_reason IS NOT NULL THEN 'erased' END
    FROM orders.orders o WHERE o.id = r.order_id AND o.customer_id = $1
"""


class SqlReturnQueries:
    def __init__(self, reading: SqlReading) -> None:
        self._reading = reading

    async def get(self, return_id: int) -> Return | None:
        row = await self._reading.fetch_one(_GET, return_id)
        return _return(row) if row else None

    async def list_by_order(self, order_id: int) -> Sequence[Return]:
        return [_return(row) for row in await self._reading.fetch(_OF_ORDER, order_id)]

    async def list_page(self, selection: ReturnFilter, wanted: PageRequest) -> Page[Return]:
        conditions, exact = conditions_of(returns, selection)
        query = select(returns).where(*conditions)
        return await fetch_page(
            self._reading,
            query,
            {"id": returns.c.id, "created_at": returns.c.created_at},
            wanted=wanted,
            item=_return,
            exact=exact,
            total=stored_total(returns, conditions),
        )


class SqlReturnRepository(SqlReturnQueries):
    """Writes are collected on the transaction."""

    def __init__(self, tx: SqlTransaction) -> None:
        super().__init__(tx)
        self._tx = tx

    def add(self, chosen: Return) -> None:
        self._tx.insert(
            returns, [{**_changing_row(chosen), "order_id": chosen.order_id, "created_at": chosen.created_at}]
        )

    def save(self, chosen: Return) -> None:
        if chosen.dirty:
            self._tx.update(returns, ("id",), [_changing_row(chosen)])

    async def erase(self, customer_id: int) -> None:
        await self._tx.fetch(_ERASE, customer_id, self._tx.now)


def _changing_row(chosen: Return) -> Row:
    return {
        "id": chosen.id,
        "status": chosen.status,
        "items": {
            "asked": chosen.items,
            "arrived": chosen.received_items,
            "credited": [item._asdict() for item in chosen.credited],
        },
        "refund_id": chosen.refund_id,
        "refund_cents": chosen.refund_cents,
        "credited_cents": chosen.credited_cents,
        "credited_shipping_cents": chosen.credited_shipping_cents,
        "close_reason": chosen.close_reason,
        "updated_at": chosen.updated_at,
        "version": chosen.version,
    }


def _return(row: FoundRow) -> Return:
    return Return(
        id=row["id"],
        order_id=row["order_id"],
        items=[ReturnItem(**item) for item in row["items"]["asked"]],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        received_items=tuple(ReceivedItem(**arrival) for arrival in row["items"]["arrived"]),
        refund_id=row["refund_id"],
        status=ReturnState(row["status"]),
        version=row["version"],
        refund_cents=row["refund_cents"],
        credited_cents=row["credited_cents"],
        credited_shipping_cents=row["credited_shipping_cents"],
        credited=tuple(RefundItem(**item) for item in row["items"].get("credited", ())),
        close_reason=row["close_reason"],
    )

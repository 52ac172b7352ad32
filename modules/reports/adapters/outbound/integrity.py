"""SQL of this module's doctor checks."""

from collections.abc import Collection, Mapping, Sequence

from modules.reports.adapters.outbound.counters import CONSUMER, PROGRESS
from modules.reports.adapters.outbound.order_counts_json import from_json
from modules.reports.adapters.outbound.rollup_sql import STATEMENTS
from modules.reports.domain.counting import OrderCounts
from modules.reports.domain.progress import Progress
from modules.reports.domain.reports import UnmetDemandRow
from modules.reports.ports.integrity import WrongTotal
from shared.infra.messaging.queries.consumer_backlog import pending_aggregate_ids
from shared.infra.sql.transaction import sql
from shared.kernel.transaction import Transaction

_COUNTED = "SELECT order_id, counted FROM reports.orders WHERE order_id = ANY($1::bigint[]) AND counted <> '{}'"
_NEWEST = "SELECT order_id FROM reports.orders WHERE counted <> '{}' ORDER BY order_id DESC LIMIT $1"
_REFUSED = "SELECT day, sku, requests, requested_units, short_units FROM reports.refused ORDER BY day, sku"


class SqlIntegrity:
    """Implements the port `Integrity`."""

    async def list_wrong_totals(self, tx: Transaction) -> Sequence[WrongTotal]:
        return [
            WrongTotal(
                f"{rollup} {row['place']}", [int(each) for each in row["kept"]], [int(each) for each in row["summed"]]
            )
            for rollup, statements in STATEMENTS.items()
            for row in await sql(tx).fetch(statements.wrong)
        ]

    async def get_order_counts(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, OrderCounts]:
        return {row["order_id"]: from_json(row["counted"]) for row in await sql(tx).fetch(_COUNTED, list(order_ids))}

    async def list_newest_counted(self, tx: Transaction, at_most: int) -> Sequence[int]:
        return [row["order_id"] for row in await sql(tx).fetch(_NEWEST, at_most)]

    async def list_orders_with_pending_events(self, tx: Transaction) -> Collection[int]:
        pending = await pending_aggregate_ids(sql(tx), CONSUMER, dead_letters=True)
        return {int(order_id) for order_id in pending}

    async def list_unmet_demand(self, tx: Transaction) -> Sequence[UnmetDemandRow]:
        return [UnmetDemandRow(*row) for row in await sql(tx).fetch(_REFUSED)]

    async def progress(self, tx: Transaction) -> Progress:
        (row,) = await sql(tx).fetch(PROGRESS)
        return Progress(*row)

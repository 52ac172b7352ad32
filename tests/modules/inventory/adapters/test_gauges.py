"""The gauges of open reservations."""

from collections.abc import Mapping

from modules.inventory.adapters.inbound.gauges import gauges
from modules.inventory.adapters.outbound.sql.stock.reservation_queries import SqlReservationQueries
from shared.infra.sql.database import Database
from tests.modules.inventory import stores


async def published(db: Database) -> dict[str, Mapping[str, float]]:
    async with db.snapshot() as tx:
        return {gauge.name: await gauge.read(tx) for gauge in gauges(SqlReservationQueries())}


async def test_gauges_count_held_pending_and_waiting_reservations(db: Database) -> None:
    warehouse = stores.in_sql(db)
    await warehouse.product("AAA", 10, backorder_policy="allow")
    nothing = {"held": 0, "payment_pending": 0, "waiting": 0}
    assert await published(db) == {"stock_reservations": nothing, "stock_reserved_units": nothing}
    await warehouse.reserve(("AAA", 4))
    released, _ = await warehouse.reserve(("AAA", 2))
    await warehouse.release(released)
    await warehouse.reserve(("AAA", 3), minutes=None)
    await warehouse.reserve(("AAA", 20), backorder=True, minutes=None)
    assert await published(db) == {
        "stock_reservations": {"held": 1, "payment_pending": 0, "waiting": 1},
        "stock_reserved_units": {"held": 4, "payment_pending": 0, "waiting": 17},
    }

"""The total of a list of ledger entries comes from the levels, however many entries there are."""

import asyncpg
import pytest

from modules.inventory.adapters.outbound.sql.ledger.ledger_queries import SqlLedgerQueries
from modules.inventory.ports.ledger_queries import EntryFilter
from shared.infra.sql.database import Database
from shared.kernel.paging import PageRequest
from tests.modules.inventory import stores
from tests.query_plans import explained

FIRST = PageRequest(2, sort=("-id",))


@pytest.fixture
async def queries(db: Database) -> SqlLedgerQueries:
    warehouse = stores.in_sql(db)
    await warehouse.location("NORTH")
    for sku in ("AAA", "BBB"):
        await warehouse.product(sku)
        for quantity in range(1, 30):
            await warehouse.restock(sku, quantity)
        await warehouse.restock(sku, 5, "NORTH")
    return SqlLedgerQueries(db)


@pytest.mark.parametrize(
    "where",
    [
        EntryFilter(),
        EntryFilter(sku="AAA"),
        EntryFilter(location_code="NORTH"),
        EntryFilter(sku="AAA", location_code="NORTH"),
    ],
)
async def test_it_is_the_number_of_entries_and_does_not_count_them(
    queries: SqlLedgerQueries, owner_database_url: str, monkeypatch: pytest.MonkeyPatch, where: EntryFilter
) -> None:
    plans = explained(monkeypatch)
    page = await queries.list_entries(FIRST, where)
    owner = await asyncpg.connect(owner_database_url)
    counted = """
        SELECT count(*) FROM inventory.ledger
        WHERE ($1::text IS NULL OR sku = $1) AND ($2::text IS NULL OR location_code = $2)
    """
    number = await owner.fetchval(counted, where.sku, where.location_code)
    await owner.close()
    assert (page.total, page.total_capped) == (number, False)
    assert [plan.reads("ledger") for plan in plans] == [True, False]


async def test_entries_of_other_filters_are_counted(queries: SqlLedgerQueries, monkeypatch: pytest.MonkeyPatch) -> None:
    plans = explained(monkeypatch)
    page = await queries.list_entries(FIRST, EntryFilter(sku="AAA", kind="received"))
    assert page.total == 30
    assert [plan.reads("ledger") for plan in plans] == [True, True]

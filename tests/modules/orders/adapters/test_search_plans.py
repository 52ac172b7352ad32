"""How PostgreSQL finds orders among very many: never by reading all of them, however rare or common the words.

`make test-long` looks at a million; the times there: `python -m benchmarks.search_times`.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import asyncpg
import pytest

from benchmarks.many_orders import ANALYZED, CLEANED, WORDS, filling
from modules.orders.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.orders.adapters.outbound.sql.order_queries import SqlOrderQueries
from modules.orders.adapters.outbound.sql.shipments import SqlShipmentRepository
from modules.orders.ports.fulfillment.shipments import ShipmentFilter
from modules.orders.ports.orders.order_queries import OrderFilter
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.paging import TOTAL_CAP, Page, PageRequest
from tests.query_plans import Plan, explained
from tests.running.databases import Databases

MILLION = pytest.param(1_000_000, marks=[pytest.mark.long, pytest.mark.timeout(1800)])


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    return explained(monkeypatch)


@pytest.fixture(scope="module", params=[50_000, MILLION])
async def many(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[Database]:
    """So many orders, for all tests here, which only read."""
    urls = await databases.create()
    owner = await asyncpg.connect(urls.owner)
    for statement in (filling(request.param), ANALYZED, CLEANED):
        await owner.execute(statement)
    await owner.close()
    made = Database(urls.program, CONSTRAINTS, outbox=Outbox)
    yield made
    await made.close()
    await databases.drop(urls)


async def searched(db: Database, selection: OrderFilter, part: PageRequest) -> Page[Any]:
    async with db.snapshot() as tx:
        return await SqlOrderQueries(tx).list_orders(selection, part)


FIRST = PageRequest(20, sort=("-created_at", "-id"))


@pytest.mark.parametrize("q", list(WORDS.values()), ids=list(WORDS))
async def test_a_search_reads_a_part_of_the_orders(many: Database, plans: list[Plan], q: str) -> None:
    page = await searched(many, OrderFilter(q=q), FIRST)
    total = page.total or 0
    assert len(page.items) == min(20, total)
    ids = [order.id for order in page.items]
    assert ids == sorted(ids, reverse=True)
    seen = sum(plan.rows_looked_at for plan in plans)
    # The newest 5,000; then all that match, and for some words others that have the same trigrams.
    assert seen <= 5_000 + 3 * 10_001 + 3 * total, (q, seen, total)


@pytest.mark.parametrize("q", ["gmail.com", "smith"])
async def test_common_words_fill_a_page_from_the_newest(many: Database, plans: list[Plan], q: str) -> None:
    page = await searched(many, OrderFilter(q=q), PageRequest(20, sort=("-created_at", "-id"), with_total=False))
    (plan,) = plans
    assert len(page.items) == 20
    assert page.next_after is not None
    assert plan.rows_looked_at <= 500
    assert {node.get("Index Name") for node in plan.nodes()} == {None, "ix_order_search_created_at"}


@pytest.mark.parametrize("q", ["web-7777", "c8788088c2193f02", "zoe family1234", "N17 8AA"])
async def test_rare_words_are_found_by_the_trigram_index(many: Database, plans: list[Plan], q: str) -> None:
    await searched(many, OrderFilter(q=q), FIRST)
    assert "ix_order_search_text" in {node.get("Index Name") for plan in plans for node in plan.nodes()}


@pytest.mark.parametrize(
    "more",
    [{"customer_id": 7}, {"customer_id_is": 7}, {"status": "expired"}, {"email": "a@b.example", "email_of": 7}],
    ids=lambda more: next(iter(more)),
)
async def test_a_selective_filter_is_used_for_a_common_word(
    many: Database, plans: list[Plan], more: Mapping[str, Any]
) -> None:
    page = await searched(many, OrderFilter(q="smith", **more), FIRST)
    assert page.total == len(page.items) or len(page.items) == 20
    for plan in plans:
        assert not [node for node in plan.nodes() if node["Node Type"] == "Seq Scan"], plan.root


@pytest.mark.parametrize("q", ["n17 smith", "bygone"])
async def test_pages_continue_to_the_end_without_a_gap(many: Database, q: str) -> None:
    """Across the border between what the newest give and what the index finds."""
    seen: list[int] = []
    after, total = None, None
    while total is None or after is not None:
        part = PageRequest(100, after=after, sort=("-created_at", "-id"), with_total=total is None)
        page = await searched(many, OrderFilter(q=q), part)
        total = page.total if total is None else total
        seen += [order.id for order in page.items]
        after = page.next_after
    assert seen == sorted(set(seen), reverse=True)
    assert min(len(seen), TOTAL_CAP) == total > 100


PARCELS = """
    INSERT INTO orders.shipments (id, order_id, location_code, status, tracking_number, items, created_at, updated_at,
        version)
    SELECT n, n, 'MAIN', 'shipped', '1Z ' || n, '[]', now(), now(), 1 FROM generate_series(1, 20000) n
"""


async def test_a_shipment_is_found_by_any_spelling_of_its_tracking_number(
    db: Database, owner_database_url: str, plans: list[Plan]
) -> None:
    owner = await asyncpg.connect(owner_database_url)
    await owner.execute(PARCELS)
    await owner.execute("ANALYZE orders.shipments")
    await owner.close()
    async with db.snapshot() as tx:
        page = await SqlShipmentRepository(tx).list_page(ShipmentFilter(tracking_number="1z-77 77"), FIRST)
    assert [parcel.id for parcel in page.items] == [7777]
    for plan in plans:
        assert plan.rows_looked_at <= 1
        assert "ix_shipments_tracking_number" in {node.get("Index Name") for node in plan.nodes()}

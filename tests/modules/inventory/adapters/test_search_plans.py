"""Query plans of the product search: the trigram index or the newest rows, never a full scan."""

import asyncpg
import pytest

from modules.inventory.adapters.outbound.sql.catalog.catalog_queries import SqlCatalogQueries
from modules.inventory.ports.catalog_queries import ProductFilter
from shared.infra.sql.database import Database
from shared.kernel.paging import PageRequest
from tests.query_plans import explained

MANY = """
    INSERT INTO inventory.products (sku, name, description, price_cents, tax_rate_bps, active, backorder_policy,
        requires_shipping, track_inventory, barcodes, metadata, version, created_at, updated_at, search_text)
    SELECT sku, name, '', 100, 0, true, 'deny', true, true, '[]', '{}', 1, now() - n * interval '1 s', now(),
        ' ' || lower(sku) || ' ' || name
    FROM (SELECT n, md5(n::text) AS sku, 'paper lantern ' || n AS name FROM generate_series(1, 20000) n) made
"""


async def test_products_are_found_by_an_index(
    db: Database, owner_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await asyncpg.connect(owner_database_url)
    await owner.execute(MANY)
    await owner.execute("ANALYZE inventory.products")
    await owner.close()
    plans = explained(monkeypatch)
    newest = PageRequest(20, sort=("-created_at", "-sku"), with_total=False)
    rare = await SqlCatalogQueries(db).list_products(newest, ProductFilter(q="7cfc37ec14"))
    assert len(rare.items) <= 1
    used = {node.get("Index Name") for plan in plans for node in plan.nodes()}
    assert "ix_products_search_text" in used
    plans.clear()
    common = await SqlCatalogQueries(db).list_products(newest, ProductFilter(q="lantern", active=True))
    assert len(common.items) == 20
    assert plans[0].rows_looked_at <= 100

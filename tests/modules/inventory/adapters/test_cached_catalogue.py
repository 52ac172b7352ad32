from modules.inventory.adapters.outbound.cached_catalogue import CachedCatalogue, NoCache
from modules.inventory.adapters.outbound.catalogue import SqlCatalogue
from modules.inventory.application.change_product import ArchiveProduct, ChangeProduct, ProductChange
from shared.infra.cache.client import connect
from shared.infra.cache.read_through import ReadThrough
from shared.infra.sql.database import Database
from tests.modules.inventory import stores
from tests.modules.inventory.warehouse import CAUSE


async def test_a_kept_product_is_the_same_and_gone_when_it_changes(db: Database, redis_url: str) -> None:
    redis = connect(redis_url)
    warehouse, truth = stores.in_sql(db), SqlCatalogue(db)
    catalogue = CachedCatalogue(truth, ReadThrough(redis, "product:", 60))
    await warehouse.product("AAA", barcodes=("501",), metadata={"shelf": {"row": [1, None]}}, external_id="e")
    for _ in range(2):
        assert await catalogue.product("AAA") == await truth.product("AAA")
    assert await catalogue.product("NONE") is None
    await ChangeProduct(warehouse.begin, NoCache())(ProductChange(CAUSE, "AAA", {"price_cents": 7}))
    assert (await catalogue.product("AAA")).terms.price_cents == 100  # type: ignore[union-attr]
    await ChangeProduct(warehouse.begin, catalogue)(ProductChange(CAUSE, "AAA", {"price_cents": 8}))
    assert (await catalogue.product("AAA")).terms.price_cents == 8  # type: ignore[union-attr]
    await ArchiveProduct(warehouse.begin, catalogue)(ProductChange(CAUSE, "AAA"))
    assert await catalogue.product("AAA") == await truth.product("AAA")
    await redis.aclose()


async def test_a_change_stands_though_the_cache_is_away(db: Database) -> None:
    redis = connect("redis://127.0.0.1:1/0")
    warehouse = stores.in_sql(db)
    catalogue = CachedCatalogue(SqlCatalogue(db), ReadThrough(redis, "product:", 60))
    await warehouse.product("AAA")
    await ChangeProduct(warehouse.begin, catalogue)(ProductChange(CAUSE, "AAA", {"price_cents": 8}))
    assert (await catalogue.product("AAA")).terms.price_cents == 8  # type: ignore[union-attr]
    await redis.aclose()

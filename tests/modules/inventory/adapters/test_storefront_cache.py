"""The contract of the storefront cache, in memory and with a real cache; and its behavior with a faulty cache."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from modules.inventory.adapters.outbound.storefront_cache import (
    AVAILABILITY_SECONDS,
    PRODUCT_SECONDS,
    ReadThroughStorefrontCache,
)
from modules.inventory.application.catalog.catalog_query_service import CatalogQueryService
from modules.inventory.application.catalog.invalidate_storefront import InvalidateStorefront
from modules.inventory.domain.product import Product, ProductTerms
from modules.inventory.ports.storefront_cache import MAX_STALENESS_SECONDS, StorefrontCache, StorefrontQueries
from modules.inventory.public import Availability, InventoryPolicy
from shared.infra.cache.client import connect
from shared.infra.cache.read_through import JITTER, LEASE_SECONDS, Load, ReadThroughCache
from shared.kernel.errors import NotFound, Unavailable
from shared.kernel.principal import ANONYMOUS, Principal
from tests.modules.inventory.in_memory.storefront_cache import InMemoryStorefrontCache
from tests.shared.infra.cache.slow_breaker import slow_breaker

AT = datetime(2026, 11, 21, 9, 0, 0, 123456, tzinfo=UTC)
TERMS = ProductTerms("Ünit", 255, "…", 2000, max_per_order=3, barcodes=("501",), metadata={"place": {"row": [3, None]}})
PRODUCT = Product("A/A", TERMS, 7, AT, AT + timedelta(seconds=1), None)


class DelayedStorefrontQueries:
    """The source behind the cache. It can delay a result that it has already read."""

    def __init__(self) -> None:
        self.products: dict[str, Product] = {}
        self.stock: dict[str, int] = {}
        self.reading = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def get_product(self, sku: str) -> Product | None:
        read = self.products.get(sku)
        await self._answer()
        return read

    async def get_availability(self, skus: Sequence[str]) -> Mapping[str, Availability]:
        read = {sku: Availability(sku, self.stock[sku], 2, 1) for sku in skus if sku in self.stock}
        await self._answer()
        return read

    async def _answer(self) -> None:
        self.reading.set()
        await self.may_answer.wait()


@pytest.fixture
def source() -> DelayedStorefrontQueries:
    return DelayedStorefrontQueries()


@pytest.fixture(params=["cache", "in_memory"])
async def cache(
    request: pytest.FixtureRequest, source: DelayedStorefrontQueries, redis_url: str
) -> AsyncIterator[StorefrontCache]:
    if request.param == "in_memory":
        yield InMemoryStorefrontCache(source)
        return
    redis = connect(redis_url)
    yield ReadThroughStorefrontCache(source, ReadThroughCache(redis, breaker=slow_breaker()))
    await redis.aclose()


async def test_a_product_is_returned_unchanged(cache: StorefrontCache, source: DelayedStorefrontQueries) -> None:
    archived = replace(PRODUCT, sku="BBB", archived_at=AT, terms=replace(TERMS, active=False, barcodes=()))
    source.products = {"A/A": PRODUCT, "BBB": archived}
    for _ in range(2):
        assert await cache.get_product("A/A") == PRODUCT
        assert await cache.get_product("BBB") == archived


async def test_a_new_product_is_visible_at_once(cache: StorefrontCache, source: DelayedStorefrontQueries) -> None:
    assert await cache.get_product("A/A") is None
    assert await cache.get_availability(["A/A"]) == {}
    source.products, source.stock = {"A/A": PRODUCT}, {"A/A": 5}
    assert await cache.get_product("A/A") == PRODUCT
    assert await cache.get_availability(["A/A"]) == {"A/A": Availability("A/A", 5, 2, 1)}


async def test_availability_of_existing_skus(cache: StorefrontCache, source: DelayedStorefrontQueries) -> None:
    source.stock = {"AAA": 5, "BBB": 0}
    assert set(await cache.get_availability(["AAA"])) == {"AAA"}
    for _ in range(2):
        published = await cache.get_availability(["AAA", "NONE", "BBB", "AAA"])
        assert published == {"AAA": Availability("AAA", 5, 2, 1), "BBB": Availability("BBB", 0, 2, 1)}


async def test_invalidated_skus_are_read_again(cache: StorefrontCache, source: DelayedStorefrontQueries) -> None:
    source.products, source.stock = {"A/A": PRODUCT}, {"A/A": 5}
    await cache.get_product("A/A")
    await cache.get_availability(["A/A"])
    source.products, source.stock = {"A/A": replace(PRODUCT, version=8)}, {"A/A": 4}
    for _ in range(2):
        await cache.invalidate(["A/A", "NONE"])
    assert (await cache.get_product("A/A")) == source.products["A/A"]
    assert (await cache.get_availability(["A/A"]))["A/A"].available == 4


@pytest.mark.parametrize("what", ["product", "availability"])
async def test_a_load_from_before_the_invalidation_is_not_cached(
    cache: StorefrontCache, source: DelayedStorefrontQueries, what: str
) -> None:
    async def look() -> object:
        return await (cache.get_product("A/A") if what == "product" else cache.get_availability(["A/A"]))

    source.products, source.stock = {"A/A": PRODUCT}, {"A/A": 5}
    source.may_answer.clear()
    early = asyncio.create_task(look())
    await source.reading.wait()
    source.products, source.stock = {"A/A": replace(PRODUCT, version=8)}, {"A/A": 4}
    await cache.invalidate(["A/A"])
    source.may_answer.set()
    await early
    expected = source.products["A/A"] if what == "product" else {"A/A": Availability("A/A", 4, 2, 1)}
    assert await look() == expected


async def test_editors_and_staff_bypass_the_cache(cache: StorefrontCache, source: DelayedStorefrontQueries) -> None:
    editor = Principal("1", "user", frozenset({"catalog:write", "inventory:read"}))
    service = CatalogQueryService(source, cache, InventoryPolicy(public_availability_cap=3))  # type: ignore[arg-type]
    source.products, source.stock = {"A/A": PRODUCT}, {"A/A": 5}
    for who in (ANONYMOUS, editor):
        assert (await service.get_product("A/A", who)).version == 7
    assert [each.available for each in await service.get_availability(["A/A"], ANONYMOUS)] == [3]
    source.products, source.stock = {"A/A": replace(PRODUCT, version=8)}, {"A/A": 1}
    assert (await service.get_product("A/A", editor)).version == 8
    assert [each.available for each in await service.get_availability(["A/A"], editor)] == [1]
    with pytest.raises(NotFound):
        await service.get_product("NONE", ANONYMOUS)


class Broken:
    """A cache with invalid entries, or entries of another release."""

    def __init__(self, entry: bytes) -> None:
        self._entry = entry

    async def get(self, names: Collection[str], seconds: float, load: Load) -> Mapping[str, bytes]:
        return dict.fromkeys(names, self._entry)

    async def invalidate(self, names: Collection[str]) -> None:
        raise Unavailable("dependency_unavailable")


@pytest.mark.parametrize("entry", [b"", b"{", b"[1]", b"{}", b'"text"', b"null", b"3", b'{"sku": "A/A"}', b"\xff"])
async def test_an_unreadable_entry_is_ignored(source: DelayedStorefrontQueries, entry: bytes) -> None:
    source.products, source.stock = {"A/A": PRODUCT}, {"A/A": 5}
    cache = ReadThroughStorefrontCache(source, Broken(entry))
    assert await cache.get_product("A/A") == PRODUCT
    assert (await cache.get_availability(["A/A"]))["A/A"].available == 5


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: AT


async def test_a_failed_invalidation_is_retried_while_entries_may_be_stale(
    source: StorefrontQueries, clock: Callable[[], datetime]
) -> None:
    invalidate_storefront = InvalidateStorefront(ReadThroughStorefrontCache(source, Broken(b"")), clock)
    with pytest.raises(Unavailable):
        await invalidate_storefront(["A/A"], AT - timedelta(seconds=MAX_STALENESS_SECONDS - 1))


async def test_a_failed_invalidation_is_ignored_once_entries_have_expired(
    source: StorefrontQueries, clock: Callable[[], datetime]
) -> None:
    await InvalidateStorefront(ReadThroughStorefrontCache(source, Broken(b"")), clock)(
        ["A/A"], AT - timedelta(seconds=MAX_STALENESS_SECONDS)
    )


def test_entries_expire_before_the_maximum_staleness() -> None:
    assert max(PRODUCT_SECONDS, AVAILABILITY_SECONDS) * (1 + JITTER) + LEASE_SECONDS < MAX_STALENESS_SECONDS

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
from tests.shared.infra.cache.slow_breaker import patient

AT = datetime(2026, 11, 21, 9, 0, 0, 123456, tzinfo=UTC)
TERMS = ProductTerms("Ünit", 255, "…", 2000, max_per_order=3, barcodes=("501",), metadata={"shelf": {"row": [3, None]}})
PRODUCT = Product("A/A", TERMS, 7, AT, AT + timedelta(seconds=1), None)


class Shelf:
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
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(params=["cache", "in_memory"])
async def window(request: pytest.FixtureRequest, shelf: Shelf, redis_url: str) -> AsyncIterator[StorefrontCache]:
    if request.param == "in_memory":
        yield InMemoryStorefrontCache(shelf)
        return
    redis = connect(redis_url)
    yield ReadThroughStorefrontCache(shelf, ReadThroughCache(redis, breaker=patient()))
    await redis.aclose()


async def test_a_product_is_returned_unchanged(window: StorefrontCache, shelf: Shelf) -> None:
    archived = replace(PRODUCT, sku="BBB", archived_at=AT, terms=replace(TERMS, active=False, barcodes=()))
    shelf.products = {"A/A": PRODUCT, "BBB": archived}
    for _ in range(2):
        assert await window.get_product("A/A") == PRODUCT
        assert await window.get_product("BBB") == archived


async def test_a_new_product_is_visible_at_once(window: StorefrontCache, shelf: Shelf) -> None:
    assert await window.get_product("A/A") is None
    assert await window.get_availability(["A/A"]) == {}
    shelf.products, shelf.stock = {"A/A": PRODUCT}, {"A/A": 5}
    assert await window.get_product("A/A") == PRODUCT
    assert await window.get_availability(["A/A"]) == {"A/A": Availability("A/A", 5, 2, 1)}


async def test_availability_of_existing_skus(window: StorefrontCache, shelf: Shelf) -> None:
    shelf.stock = {"AAA": 5, "BBB": 0}
    assert set(await window.get_availability(["AAA"])) == {"AAA"}
    for _ in range(2):
        published = await window.get_availability(["AAA", "NONE", "BBB", "AAA"])
        assert published == {"AAA": Availability("AAA", 5, 2, 1), "BBB": Availability("BBB", 0, 2, 1)}


async def test_invalidated_skus_are_read_again(window: StorefrontCache, shelf: Shelf) -> None:
    shelf.products, shelf.stock = {"A/A": PRODUCT}, {"A/A": 5}
    await window.get_product("A/A")
    await window.get_availability(["A/A"])
    shelf.products, shelf.stock = {"A/A": replace(PRODUCT, version=8)}, {"A/A": 4}
    for _ in range(2):
        await window.invalidate(["A/A", "NONE"])
    assert (await window.get_product("A/A")) == shelf.products["A/A"]
    assert (await window.get_availability(["A/A"]))["A/A"].available == 4


@pytest.mark.parametrize("what", ["product", "availability"])
async def test_a_load_from_before_the_invalidation_is_not_cached(
    window: StorefrontCache, shelf: Shelf, what: str
) -> None:
    async def look() -> object:
        return await (window.get_product("A/A") if what == "product" else window.get_availability(["A/A"]))

    shelf.products, shelf.stock = {"A/A": PRODUCT}, {"A/A": 5}
    shelf.may_answer.clear()
    early = asyncio.create_task(look())
    await shelf.reading.wait()
    shelf.products, shelf.stock = {"A/A": replace(PRODUCT, version=8)}, {"A/A": 4}
    await window.invalidate(["A/A"])
    shelf.may_answer.set()
    await early
    expected = shelf.products["A/A"] if what == "product" else {"A/A": Availability("A/A", 4, 2, 1)}
    assert await look() == expected


async def test_editors_and_staff_bypass_the_cache(window: StorefrontCache, shelf: Shelf) -> None:
    editor = Principal("1", "user", frozenset({"catalog:write", "inventory:read"}))
    service = CatalogQueryService(shelf, window, InventoryPolicy(public_availability_cap=3))  # type: ignore[arg-type]
    shelf.products, shelf.stock = {"A/A": PRODUCT}, {"A/A": 5}
    for who in (ANONYMOUS, editor):
        assert (await service.get_product("A/A", who)).version == 7
    assert [each.available for each in await service.get_availability(["A/A"], ANONYMOUS)] == [3]
    shelf.products, shelf.stock = {"A/A": replace(PRODUCT, version=8)}, {"A/A": 1}
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
async def test_an_unreadable_entry_is_ignored(shelf: Shelf, entry: bytes) -> None:
    shelf.products, shelf.stock = {"A/A": PRODUCT}, {"A/A": 5}
    window = ReadThroughStorefrontCache(shelf, Broken(entry))
    assert await window.get_product("A/A") == PRODUCT
    assert (await window.get_availability(["A/A"]))["A/A"].available == 5


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: AT


async def test_a_failed_invalidation_is_retried_while_entries_may_be_stale(
    shelf: StorefrontQueries, clock: Callable[[], datetime]
) -> None:
    invalidate_storefront = InvalidateStorefront(ReadThroughStorefrontCache(shelf, Broken(b"")), clock)
    with pytest.raises(Unavailable):
        await invalidate_storefront(["A/A"], AT - timedelta(seconds=MAX_STALENESS_SECONDS - 1))


async def test_a_failed_invalidation_is_ignored_once_entries_have_expired(
    shelf: StorefrontQueries, clock: Callable[[], datetime]
) -> None:
    await InvalidateStorefront(ReadThroughStorefrontCache(shelf, Broken(b"")), clock)(
        ["A/A"], AT - timedelta(seconds=MAX_STALENESS_SECONDS)
    )


def test_entries_expire_before_the_maximum_staleness() -> None:
    assert max(PRODUCT_SECONDS, AVAILABILITY_SECONDS) * (1 + JITTER) + LEASE_SECONDS < MAX_STALENESS_SECONDS

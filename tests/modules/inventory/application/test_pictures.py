"""Product pictures: files are stored before they are referenced."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from modules.inventory.application.pictures.find_missing_pictures import FindMissingPictures
from modules.inventory.application.pictures.get_picture import GetPicture
from modules.inventory.application.pictures.put_picture import PutPicture, PutPictureCommand
from modules.inventory.application.pictures.remove_picture import RemovePicture, RemovePictureCommand
from modules.inventory.application.pictures.sweep_pictures import GRACE_PERIOD, SweepPictures
from modules.inventory.domain.product import Product
from shared.kernel.errors import Invalid, NotFound, Unavailable, VersionMismatch
from shared.kernel.idempotency import Idempotency, IdempotencyKey, ReplayedResponse, StoredResponse
from shared.kernel.principal import SYSTEM
from tests.modules.inventory import stores
from tests.modules.inventory.images import sound
from tests.modules.inventory.in_memory.pictures import (
    FakeImageRenderer,
    InMemoryPictureReferences,
    InMemoryPictureStore,
)
from tests.modules.inventory.inspector import METADATA
from tests.modules.inventory.warehouse import Warehouse


@dataclass
class Album:
    """Pictures of a warehouse's products, in memory."""

    warehouse: Warehouse
    renderer: FakeImageRenderer = field(default_factory=FakeImageRenderer)
    files: InMemoryPictureStore = field(default_factory=InMemoryPictureStore)

    async def put(
        self, content: bytes, version: int | None = None, idempotency: Idempotency[Product] | None = None
    ) -> Product:
        put = PutPicture(self.warehouse.begin, self.renderer, self.files)
        return await put(
            PutPictureCommand(
                principal=SYSTEM,
                metadata=METADATA,
                sku="AAA",
                content=content,
                media_type="image/png",
                expected_version=version,
                idempotency=idempotency,
            ),
        )

    async def remove(self, version: int | None = None) -> Product:
        return await RemovePicture(self.warehouse.begin)(
            RemovePictureCommand(principal=SYSTEM, metadata=METADATA, sku="AAA", expected_version=version)
        )

    async def product(self) -> Product:
        async with self.warehouse.begin() as work:
            found = await work.products.get("AAA")
        assert found is not None
        return found


@pytest.fixture
async def album(warehouse: Warehouse) -> Album:
    await warehouse.product("AAA")
    return Album(warehouse)


async def test_files_of_a_product_picture_exist(album: Album) -> None:
    product = await album.put(sound(900, 300))
    assert product == await album.product()
    assert product.picture is not None
    assert product.version == 2
    assert await album.files.missing(product.picture.files) == set()
    (event,) = await album.warehouse.published("product.updated")
    assert (event.sequence, event.data["version"]) == (2, 2)


async def test_a_picture_is_replaced_and_removed(album: Album) -> None:
    first = await album.put(sound(900, 300))
    assert await album.put(sound(900, 300)) == first
    second = await album.put(sound(300, 900), version=2)
    assert (second.version, second.picture != first.picture) == (3, True)
    none = await album.remove(version=3)
    assert (none.version, none.picture) == (4, None)
    assert await album.remove() == none
    assert len(await album.warehouse.published("product.updated")) == 3


async def test_an_invalid_upload_is_rejected_before_rendering(album: Album) -> None:
    with pytest.raises(VersionMismatch):
        await album.put(sound(), version=7)
    with pytest.raises(VersionMismatch):
        await album.remove(version=7)
    with pytest.raises(NotFound):
        await PutPicture(album.warehouse.begin, album.renderer, album.files)(
            PutPictureCommand(principal=SYSTEM, metadata=METADATA, sku="ZZZ", content=sound(), media_type=None)
        )
    assert album.renderer.asked == 0


async def test_a_repeated_upload_is_not_rendered_again(album: Album) -> None:
    key = IdempotencyKey("user:1 PUT /", "k", b"f")
    idempotency: Idempotency[Product] = Idempotency(
        key, lambda product: StoredResponse(200, {}, b"%d" % product.version)
    )
    await album.put(sound(), idempotency=idempotency)
    await album.put(sound(8, 8))
    with pytest.raises(ReplayedResponse) as again:
        await album.put(sound(), idempotency=idempotency)
    assert again.value.response.body == b"2"
    assert album.renderer.asked == 2


async def test_a_failed_upload_leaves_the_product_unchanged(album: Album) -> None:
    before = await album.put(sound())
    with pytest.raises(Invalid):
        await album.put(b"<svg/>")
    album.files.full = True
    with pytest.raises(Unavailable):
        await album.put(sound(9, 9))
    assert await album.product() == before
    assert len(await album.warehouse.published("product.updated")) == 1


async def test_concurrent_uploads_each_increment_the_version(album: Album) -> None:
    pictures = [sound(side, side) for side in range(1, 7)]
    await asyncio.gather(*(album.put(picture) for picture in pictures))
    product = await album.product()
    assert product.version == 7
    assert product.picture is not None
    assert await album.files.missing(product.picture.files) == set()


@pytest.fixture
async def shown() -> tuple[Album, InMemoryPictureReferences, "FakeStorefrontQueries"]:
    """A shop in memory with a stale storefront cache."""
    warehouse, inventory = stores.in_memory()
    for sku in ("AAA", "BBB", "CCC"):
        await warehouse.product(sku)
    return Album(warehouse), InMemoryPictureReferences(inventory), FakeStorefrontQueries()


class FakeStorefrontQueries:
    """Returns the given products."""

    def __init__(self) -> None:
        self.products: dict[str, Product] = {}

    async def get_product(self, sku: str) -> Product | None:
        return self.products.get(sku)

    async def get_availability(self, skus: object) -> dict[str, object]:
        raise AssertionError("must not be called")


async def test_a_picture_that_is_not_cached_yet(
    shown: tuple[Album, InMemoryPictureReferences, FakeStorefrontQueries],
) -> None:
    album, _, window = shown
    old = await album.put(sound(900, 300))
    new = await album.put(sound(300, 900))
    assert old.picture is not None
    assert new.picture is not None
    window.products["AAA"] = old
    catalog = FakeStorefrontQueries()
    catalog.products["AAA"] = new
    show = GetPicture(catalog, window, album.files)  # type: ignore[arg-type]  # they show products alone
    plain = await show("AAA", "large")
    assert (plain.rendition, plain.is_immutable) == (old.picture.large, False)
    named = await show("AAA", "large", new.picture.large.version)
    assert (named.rendition, named.is_immutable) == (new.picture.large, True)
    other = await show("AAA", "large", "0" * 16)
    assert (other.rendition, other.is_immutable) == (new.picture.large, False)
    assert (await show("AAA", "large", old.picture.large.version)).is_immutable
    with pytest.raises(NotFound):
        await show("BBB", "large", "0" * 16)


async def test_only_unreferenced_pictures_are_swept(
    shown: tuple[Album, InMemoryPictureReferences, FakeStorefrontQueries],
) -> None:
    album, names, _ = shown
    sweep, lost = SweepPictures(album.files, names), FindMissingPictures(album.files, names)
    first = await album.put(sound(900, 300))
    second = await album.put(sound(300, 900))
    assert first.picture is not None
    assert second.picture is not None
    album.files.age(GRACE_PERIOD)
    await sweep()
    assert await album.files.missing(first.picture.files) == set()
    album.files.age(timedelta(seconds=1))
    await sweep()
    assert await album.files.missing(first.picture.files) == set(first.picture.files)
    async with album.warehouse.transaction() as snapshot:
        assert await lost(snapshot) == []
    await album.remove()
    await sweep()
    assert await album.files.missing(second.picture.files) == set(second.picture.files)


async def test_missing_pictures_are_found_page_by_page(
    shown: tuple[Album, InMemoryPictureReferences, FakeStorefrontQueries],
) -> None:
    album, names, _ = shown
    put = PutPicture(album.warehouse.begin, album.renderer, album.files)
    for sku in ("AAA", "BBB", "CCC"):
        await put(PutPictureCommand(principal=SYSTEM, metadata=METADATA, sku=sku, content=sound(), media_type=None))
    empty = FindMissingPictures(InMemoryPictureStore(), names)
    async with album.warehouse.transaction() as snapshot:
        assert [violation.subject for violation in await empty(snapshot)] == [
            "product:AAA",
            "product:BBB",
            "product:CCC",
        ]

"""Product pictures over HTTP, with real worker processes and files."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from modules.inventory.http_container import InventoryHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.inventory.adapters.http.conftest import Client
from tests.modules.inventory.adapters.http.picture_requests import IMAGE, PNG, decoders, put
from tests.modules.inventory.adapters.http.test_products import create
from tests.modules.inventory.adapters.http.test_resources import published
from tests.modules.inventory.adapters.pictures.test_picture_store import files_in
from tests.modules.inventory.images import bomb, encoded, halves, head, opened, png_of, sound


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return tmp_path / "media"


async def test_a_picture_is_uploaded_replaced_and_removed(
    manager: httpx2.AsyncClient, stranger: httpx2.AsyncClient, container: InventoryHttpContainer
) -> None:
    assert (await create(manager)).json()["image"] is None
    assert (await stranger.get(IMAGE)).status_code == 404
    made = await put(manager, sound(1000, 500))
    assert made["version"] == 2
    assert {size: (each["width"], each["height"]) for size, each in made["image"].items()} == {
        "small": (200, 100),
        "medium": (600, 300),
        "large": (1000, 500),
    }
    assert (await stranger.get("/v1/products/AAA")).json() == made
    assert (await stranger.get("/v1/products")).json()["items"] == [made]
    assert await published(container, "inventory.product.updated", sku="AAA") == made
    for size, each in made["image"].items():
        shown = await stranger.get(each["url"])
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
        assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert opened(shown.content).size == (each["width"], each["height"])
        plain = await stranger.get(f"{IMAGE}?size={size}")
        assert (plain.content, plain.headers["cache-control"]) == (shown.content, "public, max-age=60")
    assert (await stranger.get(IMAGE)).content == (await stranger.get(f"{IMAGE}?size=medium")).content

    replaced = await put(manager, encoded(halves(1000, 500).rotate(180)), **{"If-Match": '"2"'})
    assert replaced["version"] == 3
    assert replaced["image"]["large"]["url"] != made["image"]["large"]["url"]
    await resolve(container.storefront_cache).invalidate(["AAA"])
    old = await stranger.get(made["image"]["large"]["url"])
    assert (old.status_code, old.headers["cache-control"]) == (200, "public, max-age=60"), "an old page shows the new"

    assert (await manager.delete(IMAGE)).status_code == 204
    assert (await manager.delete(IMAGE)).status_code == 204
    assert (await manager.get("/v1/products/AAA")).json()["image"] is None
    assert (await manager.get("/v1/products/AAA")).json()["version"] == 4
    assert (await stranger.get(IMAGE)).status_code == 404


async def test_a_picture_can_be_uploaded_as_a_form(manager: httpx2.AsyncClient) -> None:
    await create(manager)
    response = await manager.put(IMAGE, files={"file": ("a.jpg", sound(kind="JPEG"), "image/jpeg")})
    assert (response.status_code, response.headers["etag"]) == (200, '"2"')
    untold = await manager.put(IMAGE, files={"file": ("a.webp", sound(kind="WEBP"), "application/octet-stream")})
    assert untold.status_code == 200


async def test_the_same_picture_again_changes_nothing(manager: httpx2.AsyncClient, db: Database) -> None:
    await create(manager)
    first = await put(manager, sound())
    assert await put(manager, sound()) == first
    async with db.read() as reading:
        events = await reading.fetch("SELECT type, sequence, data FROM platform.events ORDER BY id")
        lines = await reading.fetch("SELECT action, changes FROM platform.audit_log ORDER BY id")
    assert [(row["type"], row["sequence"]) for row in events] == [
        ("inventory.product.created", 1),
        ("inventory.product.updated", 2),
    ]
    assert events[1]["data"] == {"sku": "AAA", "version": 2, "active": True, "price_cents": 255}
    assert lines[-1]["action"] == "product.changed"
    assert set(lines[-1]["changes"]) == {"picture"}


async def test_picture_operations_require_their_scopes(
    manager: httpx2.AsyncClient, client: Client, stranger: httpx2.AsyncClient
) -> None:
    await create(manager)
    for method in ("PUT", "DELETE"):
        assert (await stranger.request(method, IMAGE, content=b"x")).status_code == 401
        forbidden = await client("reader").request(method, IMAGE, content=b"x")
        assert (forbidden.status_code, forbidden.json()["required_scope"]) == (403, "catalog:write")
    gone = "/v1/products/NONE/image"
    assert (await manager.put(gone, content=sound(), headers=PNG)).status_code == 404
    assert (await manager.delete(gone)).status_code == 404
    assert (await stranger.get(gone)).status_code == 404
    stale = {"If-Match": '"9"'}
    assert (await manager.put(IMAGE, content=sound(), headers={**PNG, **stale})).json()["code"] == "version_mismatch"
    assert (await manager.delete(IMAGE, headers=stale)).status_code == 412
    wrong = await stranger.post(IMAGE)
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")
    assert (await stranger.get(f"{IMAGE}?size=huge")).status_code == 422


BOMBS = {
    "a head of 50,000 x 50,000": (png_of(head(50_000, 50_000), (b"IDAT", bytes(99)), (b"IEND", b"")), "image/png"),
    "25 million pixels and a row": (bomb(5_001, 5_000), "image/png"),
    "a GIF that says PNG": (encoded(halves(), "GIF"), "image/png"),
    "a JPEG that says PNG": (sound(kind="JPEG"), "image/png"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/webp"),
    "HTML": (b"<script>alert(1)</script>", "image/jpeg"),
    "half": (sound(500, 500)[:-50], "image/png"),
    "nothing": (b"", "image/png"),
}


async def test_decompression_bombs_and_wrong_types_are_rejected(manager: httpx2.AsyncClient, media: Path) -> None:
    await create(manager)
    for name, (content, kind) in BOMBS.items():
        bare = await manager.put(IMAGE, content=content, headers={"Content-Type": kind})
        form = await manager.put(IMAGE, files={"file": ("x", content, kind)})
        for refused in (bare, form):
            assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed"), name
            assert refused.json()["errors"][0]["pointer"] == ""
    assert (await manager.get("/v1/products/AAA")).json()["version"] == 1
    assert files_in(media) == []


async def test_a_too_large_picture_is_rejected(manager: httpx2.AsyncClient) -> None:
    await create(manager)
    large = await manager.put(IMAGE, content=bytes(10 * 2**20 + 1), headers=PNG)
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
    other = await manager.put(IMAGE, content=b"x", headers={"Content-Type": "image/gif"})
    assert (other.status_code, other.json()["code"]) == (415, "unsupported_media_type")
    padded = await manager.put(IMAGE, content=sound() + bytes(10 * 2**20 - len(sound())), headers=PNG)
    assert padded.status_code == 200, "ten MiB are taken, and what is behind the picture is left out"


async def test_one_idempotency_key_uploads_once(manager: httpx2.AsyncClient, container: InventoryHttpContainer) -> None:
    await create(manager)
    key = {"Idempotency-Key": "k"}
    first = await manager.put(IMAGE, content=sound(), headers={**PNG, **key})
    await put(manager, sound(32, 32))
    again = await manager.put(IMAGE, files={"file": ("a.png", sound(), "image/png")}, headers=key)
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    assert again.headers["etag"] == first.headers["etag"] == '"2"'
    other = await manager.put(IMAGE, content=sound(8, 8), headers={**PNG, **key})
    assert other.json()["code"] == "idempotency_key_reused"
    assert (await manager.get("/v1/products/AAA")).json()["version"] == 3
    removed = [await manager.delete(IMAGE, headers={"Idempotency-Key": "d"}) for _ in range(2)]
    assert [response.status_code for response in removed] == [204, 204]


async def test_cache_headers(manager: httpx2.AsyncClient, stranger: httpx2.AsyncClient) -> None:
    await create(manager)
    url = (await put(manager, sound(800, 800)))["image"]["large"]["url"]
    shown = await stranger.get(url, headers={"Accept": "image/avif,image/webp,*/*;q=0.8", "Accept-Encoding": "gzip"})
    headers = shown.headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers.get_list("cross-origin-resource-policy") == ["cross-origin"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["content-disposition"] == 'inline; filename="AAA-large.webp"'
    assert "content-encoding" not in headers
    assert "vary" not in headers
    assert headers["etag"].strip('"').isalnum()
    known = await stranger.get(url, headers={"If-None-Match": headers["etag"]})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", headers["etag"])
    assert known.headers["cache-control"] == headers["cache-control"]
    about = await stranger.head(url)
    assert (about.status_code, about.content, about.headers["content-length"]) == (200, b"", str(len(shown.content)))
    assert (await stranger.get(url, headers={"Accept": "image/jpeg"})).json()["code"] == "not_acceptable"
    assert (await stranger.get("/v1/products/AAA")).headers["cross-origin-resource-policy"] == "same-origin"


async def test_concurrent_uploads_are_bounded(manager: httpx2.AsyncClient, stranger: httpx2.AsyncClient) -> None:
    """Of two hundred uploads, those within the capacity are applied one by one; the rest get 503."""
    await create(manager)
    content = sound(400, 400)
    before = decoders()
    uploads = asyncio.gather(*(manager.put(IMAGE, content=content, headers=PNG) for _ in range(200)))
    meanwhile = await stranger.get("/v1/products/AAA")
    assert meanwhile.status_code == 200
    responses = await uploads
    assert {response.status_code for response in responses} == {200, 503}
    assert {response.json()["code"] for response in responses if response.status_code == 503} == {"busy"}
    assert sum(response.status_code == 200 for response in responses) >= 16
    assert 1 <= len(decoders() - before) <= 2
    assert (await manager.get("/v1/products/AAA")).json()["version"] == 2

"""Files of pictures: ranges, paths, a full disk, and what is deleted."""

from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from modules.inventory.application.pictures.sweep_pictures import GRACE_PERIOD
from modules.inventory.http_container import InventoryHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.inventory.adapters.http.picture_requests import IMAGE, PNG, put
from tests.modules.inventory.adapters.http.test_products import create
from tests.modules.inventory.adapters.pictures.test_picture_store import age, files_in, no_room_beyond
from tests.modules.inventory.images import opened, sound


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return tmp_path / "media"


RANGES = ("bytes=0-9", "bytes=-5", "bytes=5-2", "bytes=0-", "lines=1-2", "bytes=" + ",".join(["0-1"] * 2000), "\xff")


async def test_range_requests_return_the_whole_picture(
    manager: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    await create(manager)
    url = (await put(manager, sound()))["image"]["small"]["url"]
    whole = await stranger.get(url)
    for ranges in RANGES:
        part = await stranger.get(url, headers={b"Range": ranges.encode("latin-1")})
        assert (part.status_code, part.content, part.headers["accept-ranges"]) == (200, whole.content, "none")


PATHS = (
    "..%2f..%2f..%2fetc%2fpasswd/image",
    "../image",
    "AAA%2F../image",
    "%2e%2e/image",
    "AAA/image/x",
    "AAA%00/image",
)


async def test_invalid_paths_are_not_found(manager: httpx2.AsyncClient, stranger: httpx2.AsyncClient) -> None:
    await create(manager)
    await put(manager, sound())
    for path in PATHS:
        response = await stranger.get(f"/v1/products/{path}")
        assert (response.status_code, response.json()["code"]) == (404, "not_found"), path
    named = await stranger.get(f"{IMAGE}?v=../../../../etc/passwd")
    assert opened(named.content).format == "WEBP"


async def test_a_full_disk_changes_nothing(manager: httpx2.AsyncClient, media: Path) -> None:
    await create(manager)
    first = await put(manager, sound())
    before = files_in(media)
    with no_room_beyond(100):
        refused = await manager.put(IMAGE, content=sound(900, 900), headers=PNG)
    assert (refused.status_code, refused.json()["code"]) == (503, "dependency_unavailable")
    assert int(refused.headers["retry-after"]) > 0
    assert files_in(media) == before
    assert (await manager.get("/v1/products/AAA")).json() == first


async def test_unused_pictures_are_deleted_and_missing_ones_reported(
    manager: httpx2.AsyncClient,
    stranger: httpx2.AsyncClient,
    container: InventoryHttpContainer,
    db: Database,
    media: Path,
) -> None:
    (sweep,) = [job for job in resolve(container.module).jobs() if job.name == "inventory.delete_unused_pictures"]
    (check,) = [check for check in resolve(container.module).checks() if check.name == "inventory.picture_files_exist"]

    async def lost() -> list[str]:
        async with db.snapshot() as snapshot:
            return [violation.subject for violation in await check.run(snapshot)]

    await create(manager)
    await put(manager, sound(900, 300))
    url = (await put(manager, sound(300, 900)))["image"]["large"]["url"]
    await create(manager, "BBB")
    await manager.put("/v1/products/BBB/image", content=sound(300, 900), headers=PNG)
    await manager.delete("/v1/products/AAA")
    await sweep.run()
    assert len(files_in(media)) == 6
    age(media, GRACE_PERIOD + timedelta(hours=1))
    await sweep.run()
    assert len(files_in(media)) == 3
    assert (await stranger.get(url)).status_code == 200, "an archived product keeps its picture"
    assert await lost() == []
    files_in(media)[0].unlink()
    assert await lost() == ["product:AAA", "product:BBB"]
    for kept in files_in(media):
        kept.unlink()
    away = await stranger.get(url)
    assert (away.status_code, away.json()["code"]) == (503, "dependency_unavailable")

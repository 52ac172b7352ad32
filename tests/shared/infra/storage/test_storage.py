"""What every file storage promises."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from shared.infra.storage.folder import FolderStorage
from shared.infra.storage.location import BucketLocation, parse_location
from shared.infra.storage.open_storage import open_storage
from shared.infra.storage.storage import Storage
from shared.kernel.errors import Unavailable
from tests.running.s3_server import s3_server


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with s3_server() as url:
        yield url


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Both adapters fulfill the same contract."""
    if request.param == "folder":
        return open_storage((tmp_path / "a folder").as_uri())
    url: str = request.getfixturevalue("bucket")
    return open_storage(url.replace("a/prefix", f"a/{token_hex(4)}"))


async def names(storage: Storage, prefix: str = "") -> list[str]:
    return [file.name async for file in storage.files(prefix)]


async def test_a_new_storage_is_empty(storage: Storage) -> None:
    assert await names(storage) == []
    assert await names(storage, "wal") == []
    assert await storage.get("wal/1") is None
    assert not await storage.exists("wal/1")
    assert not await storage.delete("wal/1")


async def test_a_file_is_read_as_it_was_put(storage: Storage) -> None:
    await storage.put("wal/1", b"one")
    await storage.put("wal/1", b"\0 another")
    await storage.put("empty", b"")
    assert await storage.get("wal/1") == b"\0 another"
    assert await storage.get("empty") == b""


async def test_files_are_listed_by_name_with_size_and_time(storage: Storage) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    for name in ("wal/2", "base/x/y", "wal/1", "walnut"):
        await storage.put(name, b"four")
    assert await names(storage) == ["base/x/y", "wal/1", "wal/2", "walnut"]
    assert await names(storage, "wal") == ["wal/1", "wal/2"]
    (file,) = [file async for file in storage.files("base/x")]
    assert file.size == 4
    assert before <= file.modified_at <= datetime.now(UTC) + timedelta(seconds=2)


async def test_a_deleted_file_is_gone(storage: Storage) -> None:
    await storage.put("wal/1", b"one")
    assert await storage.exists("wal/1")
    assert await storage.delete("wal/1")
    assert not await storage.exists("wal/1")
    assert await storage.get("wal/1") is None
    assert await names(storage) == []


async def test_a_file_that_was_put_meanwhile_is_not_deleted(storage: Storage) -> None:
    await storage.put("wal/1", b"one")
    assert not await storage.delete("wal/1", put_before=datetime.now(UTC) - timedelta(hours=1))
    assert await storage.exists("wal/1")
    assert await storage.delete("wal/1", put_before=datetime.now(UTC) + timedelta(hours=1))


async def test_a_local_file_is_stored_and_fetched(storage: Storage, tmp_path: Path) -> None:
    content = bytes(range(256)) * 50_000  # more than one part of an upload
    (tmp_path / "source").write_bytes(content)
    await storage.put_file("base/b.tar", tmp_path / "source")
    assert await storage.get_file("base/b.tar", tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == content
    assert not await storage.get_file("base/none", tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", ["", "/etc/passwd", "a/../b", "a//b", "a/.b", "a\0b", "a\n"])
async def test_a_name_outside_the_storage_is_refused(storage: Storage, name: str) -> None:
    for work in (storage.put(name, b""), storage.get(name), storage.exists(name), storage.delete(name)):
        with pytest.raises(ValueError, match="not a name"):
            await work


async def test_an_unfinished_file_is_not_listed(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    await storage.put("wal/1", b"one")
    (tmp_path / "wal" / ".unfinished-0123").write_bytes(b"half")
    assert await names(storage) == ["wal/1"]
    assert (tmp_path / "wal" / ".unfinished-0123").exists()
    os.utime(tmp_path / "wal" / ".unfinished-0123", (0, 0))
    assert await names(storage) == ["wal/1"]
    assert not (tmp_path / "wal" / ".unfinished-0123").exists()
    assert (tmp_path / "wal" / "1").stat().st_mode & 0o077 == 0


async def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="storage is unavailable"):
        await FolderStorage(tmp_path / "file").put("wal/1", b"one")


@pytest.mark.parametrize(
    "change", [("shop-files", "other-bucket"), ("endpoint=http://127.0.0.1", "endpoint=http://127.0.0.2")]
)
async def test_a_bucket_that_cannot_be_used_is_unavailable(bucket: str, change: tuple[str, str]) -> None:
    storage = open_storage(bucket.replace(*change))
    with pytest.raises(Unavailable, match="storage is unavailable") as refused:
        await storage.put("wal/1", b"one")
    assert "secret" not in refused.value.detail


@pytest.mark.parametrize(
    "url", ["file://host/folder", "folder", "ftp://host/x", "file:///a?b=c", "s3:///x", "s3://k:s@b"]
)
def test_a_url_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="write file:///FOLDER or s3://BUCKET"):
        parse_location(url)


def test_an_unknown_parameter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="unknown parameter key; known: endpoint, region"):
        parse_location("s3://shop/x?key=1")
    with pytest.raises(ValueError, match="endpoint begins with"):
        parse_location("s3://shop/x?endpoint=minio:9000")


def test_the_key_is_not_shown() -> None:
    location = parse_location("s3://shop/some/prefix/?access_key_id=A1&secret_access_key=B2&region=eu-west-1")
    assert location == BucketLocation("shop", "some/prefix", None, "eu-west-1", "A1", "B2")
    assert "B2" not in repr(location)

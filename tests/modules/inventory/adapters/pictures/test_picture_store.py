"""The content-addressed file store."""

import asyncio
import os
import resource
import stat
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from modules.inventory.adapters.outbound.pictures.picture_store import StoragePictureStore
from modules.inventory.ports.pictures import FindReferenced, PictureStore
from shared.infra.storage.folder import FolderStorage
from shared.infra.storage.open_storage import open_storage
from shared.kernel.errors import Unavailable
from tests.modules.inventory.in_memory.pictures import InMemoryPictureStore
from tests.running.s3_server import s3_server

DAY = timedelta(days=1)


class Place(NamedTuple):
    """Files, and what makes all of them older."""

    files: PictureStore
    age: Callable[[timedelta], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "not" / "there" / "yet"


@pytest.fixture(params=["folder", "in_memory"])
def place(request: pytest.FixtureRequest, folder: Path) -> Place:
    """Both implementations fulfill the same contract."""
    if request.param == "in_memory":
        return Place(in_memory := InMemoryPictureStore(), in_memory.age)
    return Place(StoragePictureStore(FolderStorage(folder)), lambda by: age(folder, by))


def age(folder: Path, by: timedelta) -> None:
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - by.total_seconds(),) * 2)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]


def naming(*names: str) -> FindReferenced:
    async def named(files: Sequence[str]) -> Collection[str]:
        return set(names) & set(files)

    return named


async def test_a_stored_file_is_read_by_its_digest(place: Place) -> None:
    name = await place.files.put(b"a picture")
    assert name == sha256(b"a picture").hexdigest()
    assert await place.files.read(name) == b"a picture"
    assert await place.files.put(b"a picture") == name
    other = sha256(b"another").hexdigest()
    assert await place.files.read(other) is None
    assert set(await place.files.missing([name, other])) == {other}


async def test_unreferenced_files_are_swept_after_the_grace_period(place: Place) -> None:
    assert await place.files.sweep(DAY, naming()) == 0
    kept, left = await place.files.put(b"kept"), await place.files.put(b"left")
    assert await place.files.sweep(DAY, naming(kept)) == 0
    place.age(2 * DAY)
    fresh = await place.files.put(b"fresh")
    assert await place.files.sweep(DAY, naming(kept)) == 1
    assert set(await place.files.missing([kept, left, fresh])) == {left}


async def test_a_file_stored_again_restarts_the_grace_period(place: Place) -> None:
    name = await place.files.put(b"left behind")
    place.age(2 * DAY)
    await place.files.put(b"left behind")
    assert await place.files.sweep(DAY, naming()) == 0
    assert await place.files.read(name) == b"left behind"


async def test_a_file_stored_during_a_sweep_is_kept(folder: Path) -> None:
    files = StoragePictureStore(FolderStorage(folder))
    name = await files.put(b"a picture")
    age(folder, 2 * DAY)

    async def named_too_late(_: Sequence[str]) -> Collection[str]:
        await files.put(b"a picture")
        return ()

    assert await files.sweep(DAY, named_too_late) == 0
    assert await files.read(name) == b"a picture"


async def test_concurrent_writes_and_sweeps_lose_no_new_file(folder: Path) -> None:
    files = StoragePictureStore(FolderStorage(folder))
    contents = [bytes([number]) for number in range(8)]

    async def put_all() -> None:
        for content in contents:
            name = await files.put(content)
            assert await files.read(name) == content

    for _ in range(5):
        await asyncio.gather(*(files.put(content) for content in contents))
        age(folder, 2 * DAY)
        await asyncio.gather(put_all(), *(files.sweep(DAY, naming()) for _ in range(3)))
        names = [sha256(content).hexdigest() for content in contents]
        assert await files.missing(names) == set()


async def test_pictures_are_stored_in_a_bucket() -> None:
    with s3_server() as url:
        files = StoragePictureStore(open_storage(url))
        kept, left = await files.put(b"kept"), await files.put(b"left")
        assert await files.read(kept) == b"kept"
        assert await files.sweep(DAY, naming()) == 0
        assert await files.sweep(-DAY, naming(kept)) == 1
        assert set(await files.missing([kept, left])) == {left}


async def test_files_are_readable_by_their_owner_only(folder: Path) -> None:
    before = os.umask(0)
    try:
        await StoragePictureStore(FolderStorage(folder)).put(b"a picture")
    finally:
        os.umask(before)
    (file,) = files_in(folder)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {stat.S_IMODE(path.stat().st_mode) for path in (file.parent, folder)} == {0o700}


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "/etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "..", "aa/" + "a" * 61]
)
async def test_an_invalid_file_name_is_rejected(folder: Path, name: str) -> None:
    files = StoragePictureStore(FolderStorage(folder))
    with pytest.raises(ValueError):
        await files.read(name)
    with pytest.raises(ValueError):
        await files.missing([name])


@contextmanager
def no_room_beyond(size: int) -> Iterator[None]:
    """The kernel writes no further, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_full_disk_is_unavailable_and_leaves_no_partial_file(folder: Path) -> None:
    files = StoragePictureStore(FolderStorage(folder))
    before = await files.put(b"before")
    with no_room_beyond(1000), pytest.raises(Unavailable) as refused:
        await files.put(bytes(5000))
    assert refused.value.code == "dependency_unavailable"
    assert [path.name for path in files_in(folder)] == [before]
    assert await files.read(await files.put(bytes(5000))) == bytes(5000)


async def test_an_unreachable_folder_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    files = StoragePictureStore(FolderStorage(tmp_path / "file" / "media"))
    for work in (files.put(b"x"), files.read("a" * 64), files.sweep(DAY, naming())):
        with pytest.raises(Unavailable) as refused:
            await work
        assert refused.value.code == "dependency_unavailable"


async def test_temporary_files_of_a_crash_are_swept_and_nothing_else(folder: Path) -> None:
    files = StoragePictureStore(FolderStorage(folder))
    name = await files.put(b"kept")
    part = folder / name[:2]
    unfinished, foreign = part / ".unfinished-0123", part / "notes.txt"
    for path in (unfinished, foreign, folder / "notes.txt"):
        path.write_bytes(b"half")
    assert await files.sweep(DAY, naming(name)) == 0
    age(folder, 2 * DAY)
    assert await files.sweep(DAY, naming(name)) == 0
    assert {path.name for path in files_in(folder)} == {name, "notes.txt"}
    assert not unfinished.exists()

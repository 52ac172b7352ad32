"""File storage in a folder of this machine or of a mounted network file system."""

import asyncio
import fcntl
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, TypeVar

from shared.infra.storage.storage import LOCK, UNFINISHED, StoredFile, check_name
from shared.kernel.errors import Unavailable

Result = TypeVar("Result")

ABANDONED = timedelta(days=1)
"""An unfinished file of this age was left by a process that was killed."""
BLOCK = 1024 * 1024


class FolderStorage:
    """Implements the port `Storage`. Several processes and machines may share the folder.

    Files and folders are readable by their owner only. A file gets its name when it is complete and synced to disk.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, name: str, content: bytes) -> None:
        await _in_thread(lambda: self._put(name, lambda file: file.write(content)))

    async def put_file(self, name: str, source: Path) -> None:
        def copy(file: BinaryIO) -> None:
            with source.open("rb") as opened:
                shutil.copyfileobj(opened, file, BLOCK)

        await _in_thread(lambda: self._put(name, copy))

    async def get(self, name: str) -> bytes | None:
        return await _in_thread(lambda: self._get(name))

    async def get_file(self, name: str, target: Path) -> bool:
        return await _in_thread(lambda: self._get_file(name, target))

    async def files(self, prefix: str = "") -> AsyncIterator[StoredFile]:
        for found in await _in_thread(lambda: self._list(prefix)):
            yield found

    async def exists(self, name: str) -> bool:
        return await _in_thread(lambda: self._path(name).is_file())

    async def delete(self, name: str, *, put_before: datetime | None = None) -> bool:
        return await _in_thread(lambda: self._delete(name, put_before))

    def _path(self, name: str) -> Path:
        return self._folder.joinpath(*check_name(name).split("/"))

    def _put(self, name: str, write: Callable[[BinaryIO], object]) -> None:
        path = self._path(name)
        self._make(path.parent)
        unfinished = path.parent / f"{UNFINISHED}{token_hex(8)}"
        try:
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            with self._locked(fcntl.LOCK_SH):
                unfinished.rename(path)
            _sync(path.parent)
        except BaseException:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise

    def _make(self, folder: Path) -> None:
        """Create the folder and those above it up to the storage's own; a new folder is durable once synced."""
        if folder.is_dir():
            return
        if folder == self._folder:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return
        self._make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)

    def _get(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def _get_file(self, name: str, target: Path) -> bool:
        try:
            shutil.copyfile(self._path(name), target)
        except FileNotFoundError:
            return False
        return True

    def _list(self, prefix: str) -> list[StoredFile]:
        found = []
        for folder, _, names in os.walk(self._path(prefix) if prefix else self._folder, onerror=_unless_missing):
            for name in names:
                path = Path(folder, name)
                with suppress(FileNotFoundError):  # deleted meanwhile
                    status = path.stat()
                    put_at = datetime.fromtimestamp(status.st_mtime, UTC)
                    if name.startswith(UNFINISHED) and datetime.now(UTC) - put_at > ABANDONED:
                        path.unlink()
                    elif not name.startswith("."):
                        found.append(StoredFile(path.relative_to(self._folder).as_posix(), status.st_size, put_at))
        return sorted(found, key=lambda file: file.name)

    def _delete(self, name: str, put_before: datetime | None) -> bool:
        path = self._path(name)
        if not path.parent.is_dir():
            return False
        with self._locked(fcntl.LOCK_EX):
            try:
                if put_before is None or path.stat().st_mtime < put_before.timestamp():
                    path.unlink()
                    return True
            except FileNotFoundError:
                pass
            return False

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Files get their names under a shared lock and are deleted under an exclusive one.

        A file that is put while another process deletes it is then either found to be new, or put after its deletion.
        """
        lock = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, how)
            yield
        finally:
            os.close(lock)


def _unless_missing(error: OSError) -> None:
    """A folder is created with its first file."""
    if not isinstance(error, FileNotFoundError):
        raise error


def _sync(folder: Path) -> None:
    """A new file name is durable once its folder is synced."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


async def _in_thread(work: Callable[[], Result]) -> Result:
    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        detail = f"The file storage is unavailable: {error.strerror or type(error).__name__}."
        raise Unavailable("dependency_unavailable", detail, retry_after=5) from error

"""File storage in a folder of this machine or of a mounted network file system."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, TypeVar

from shared.infra.storage.storage import StoredFile
from shared.kernel.errors import Unavailable

Result = TypeVar("Result")

UNFINISHED = ".unfinished-"
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

    async def delete(self, name: str) -> None:
        await _in_thread(lambda: self._path(name).unlink(missing_ok=True))

    def _path(self, name: str) -> Path:
        parts = name.split("/")
        if any(part in ("", ".", "..") or part.startswith(UNFINISHED) or "\0" in part for part in parts):
            raise ValueError(f"not a name of a stored file: {name!r}")
        return self._folder.joinpath(*parts)

    def _put(self, name: str, write: Callable[[BinaryIO], object]) -> None:
        path = self._path(name)
        self._make(path.parent)
        unfinished = path.parent / f"{UNFINISHED}{token_hex(8)}"
        try:
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
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
        for folder, _, names in os.walk(self._path(prefix) if prefix else self._folder):
            for name in names:
                path = Path(folder, name)
                if name.startswith(UNFINISHED):
                    continue
                with suppress(FileNotFoundError):  # deleted meanwhile
                    status = path.stat()
                    relative = path.relative_to(self._folder).as_posix()
                    found.append(StoredFile(relative, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC)))
        return sorted(found, key=lambda file: file.name)


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

"""Content-addressed files in one folder."""

import asyncio
import fcntl
import os
import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

from modules.inventory.ports.pictures import FindReferenced
from shared.kernel.errors import Unavailable

Result = TypeVar("Result")

_NAME = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".unfinished-"


class FilePictureStore:
    """Implements the port `PictureStore`. Several processes and machines may share the folder.

    A file is renamed to its final name when it is complete and synced to disk. Putting an existing file
    refreshes its time. A lock separates this from the sweep's check and removal, so that a file that has
    just been put is not swept before a product can reference it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        await _in_thread(lambda: self._put(name, content))
        return name

    async def read(self, name: str) -> bytes | None:
        return await _in_thread(lambda: self._read(name))

    async def missing(self, names: Sequence[str]) -> Collection[str]:
        return await _in_thread(lambda: {name for name in names if not self._path(name).is_file()})

    async def sweep(self, age: timedelta, find_referenced: FindReferenced) -> int:
        removed = 0
        for part in await _in_thread(self._parts):
            old = await _in_thread(partial(self._old, part, age))
            referenced = await find_referenced([path.name for path in old if _NAME.fullmatch(path.name)]) if old else ()
            removed += await _in_thread(partial(self._remove, old, referenced, age))
        return removed

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("not a name of a picture file")
        return self._folder / name[:2] / name

    def _put(self, name: str, content: bytes) -> None:
        path = self._path(name)
        self._make(path.parent)
        unfinished = path.parent / f"{_UNFINISHED}{token_hex(8)}"
        try:
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
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
        if not folder.is_dir():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync(self._folder)

    def _read(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def _parts(self) -> list[Path]:
        try:
            return sorted(entry for entry in self._folder.iterdir() if len(entry.name) == 2 and entry.is_dir())
        except FileNotFoundError:  # nothing has been put yet
            return []

    def _old(self, part: Path, age: timedelta) -> list[Path]:
        ours = (path for path in part.iterdir() if _NAME.fullmatch(path.name) or path.name.startswith(_UNFINISHED))
        return [path for path in ours if _is_old(path, age)]

    def _remove(self, old: Sequence[Path], referenced: Collection[str], age: timedelta) -> int:
        removed = 0
        for path in old:
            if path.name in referenced:
                continue
            with self._locked(fcntl.LOCK_EX):
                if _is_old(path, age):
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        lock = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, how)
            yield
        finally:
            os.close(lock)


def _is_old(path: Path, age: timedelta) -> bool:
    try:
        return time.time() - path.stat().st_mtime > age.total_seconds()
    except FileNotFoundError:
        return False


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
        raise Unavailable("dependency_unavailable", "The picture storage is unavailable.", retry_after=5) from error

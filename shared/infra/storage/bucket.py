"""File storage in a bucket of an S3-compatible object store."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from shared.infra.storage.location import BucketLocation
from shared.infra.storage.storage import StoredFile, check_name
from shared.kernel.errors import Unavailable

TIMEOUT = timedelta(seconds=30)
"""Time for one request; a large file is sent in several."""
RETRY_TIMEOUT = timedelta(seconds=15)


class BucketStorage:
    """Implements the port `Storage`. Credentials that the location does not contain come from `AWS_…` variables.

    An object store has no locks: `delete` with `put_before` reads the time first, and a file that is put between both
    requests is deleted, too.
    """

    def __init__(self, location: BucketLocation) -> None:
        given = {
            "endpoint": location.endpoint,
            "region": location.region,
            "access_key_id": location.access_key_id,
            "secret_access_key": location.secret_access_key,
        }
        self._store = S3Store(
            location.bucket,
            prefix=location.prefix or None,
            client_options={
                "allow_http": (location.endpoint or "").startswith("http://"),
                "connect_timeout": timedelta(seconds=5),
                "timeout": TIMEOUT,
            },
            retry_config={"max_retries": 3, "retry_timeout": RETRY_TIMEOUT},
            config={name: value for name, value in given.items() if value is not None},  # type: ignore[arg-type]  # its type is private
        )

    async def put(self, name: str, content: bytes) -> None:
        with _mapped_errors():
            await obstore.put_async(self._store, check_name(name), content)

    async def put_file(self, name: str, source: Path) -> None:
        with _mapped_errors():
            await obstore.put_async(self._store, check_name(name), source)

    async def get(self, name: str) -> bytes | None:
        with _mapped_errors():
            try:
                found = await obstore.get_async(self._store, check_name(name))
                return bytes(await found.bytes_async())
            except FileNotFoundError:
                return None

    async def get_file(self, name: str, target: Path) -> bool:
        with _mapped_errors():
            try:
                found = await obstore.get_async(self._store, check_name(name))
            except FileNotFoundError:
                return False
            file = await asyncio.to_thread(target.open, "wb")
            try:
                async for chunk in found.stream():
                    await asyncio.to_thread(file.write, bytes(chunk))
            finally:
                await asyncio.to_thread(file.close)
            return True

    async def files(self, prefix: str = "") -> AsyncIterator[StoredFile]:
        with _mapped_errors():
            async for batch in obstore.list(self._store, check_name(prefix) if prefix else None):
                for entry in batch:
                    yield StoredFile(entry["path"], entry["size"], entry["last_modified"])

    async def exists(self, name: str) -> bool:
        return await self._put_at(name) is not None

    async def delete(self, name: str, *, put_before: datetime | None = None) -> bool:
        put_at = await self._put_at(name)
        if put_at is None or (put_before is not None and put_at >= put_before):
            return False
        with _mapped_errors():
            await obstore.delete_async(self._store, name)
        return True

    async def _put_at(self, name: str) -> datetime | None:
        with _mapped_errors():
            try:
                return (await obstore.head_async(self._store, check_name(name)))["last_modified"]
            except FileNotFoundError:
                return None


@contextmanager
def _mapped_errors() -> Iterator[None]:
    """The library's errors contain whole responses; their classes say what is wrong."""
    try:
        yield
    except (BaseError, OSError) as error:
        detail = f"The file storage is unavailable: {type(error).__name__}."
        raise Unavailable("dependency_unavailable", detail, retry_after=5) from error

"""A pool of image workers with a bounded queue."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from modules.inventory.adapters.outbound.pictures.image_worker import ImageRejected, ImageWorker, WorkerDied
from modules.inventory.domain.errors import picture_rejected
from modules.inventory.domain.picture import Size
from modules.inventory.ports.pictures import RenderedImage
from shared.kernel.errors import Unavailable

MAX_WORKERS = 2
_MAX_JOBS = 16
"""Maximum number of concurrent jobs. A typical picture takes some tenths of a second."""

_TIMEOUT_SECONDS = 15.0
"""Wall-clock limit for one picture. The worker itself limits its CPU time."""

_MAX_JOBS_PER_WORKER = 100
"""A worker is replaced after this number of jobs, to limit memory leaks."""


class ImageWorkerPool:
    """Implements the port `ImageRenderer`. Starts processes on demand; `close` ends them.

    If a worker dies, its job is retried once on a new worker. Other workers are not affected.
    """

    def __init__(self, workers: int = MAX_WORKERS, waiting: int = _MAX_JOBS, seconds: float = _TIMEOUT_SECONDS) -> None:
        self._slots = asyncio.Semaphore(workers)
        self._capacity = waiting
        self._seconds = seconds
        self._free: list[ImageWorker] = []
        self._busy: set[ImageWorker] = set()
        self._closed = False

    async def render(self, content: bytes, media_type: str | None) -> Mapping[Size, RenderedImage]:
        if not self._capacity:
            raise Unavailable("busy", "Too many pictures are being processed.")
        self._capacity -= 1
        try:
            async with self._slots, asyncio.timeout(self._seconds):
                return await self._render(content, media_type)
        except TimeoutError:
            raise Unavailable("busy", "The picture could not be processed in time.") from None
        except ImageRejected as error:
            raise picture_rejected(str(error)) from None
        finally:
            self._capacity += 1

    async def close(self) -> None:
        """End all processes and abandon their jobs."""
        self._closed = True
        workers = [*self._free, *self._busy]
        self._free.clear()
        for worker in workers:
            worker.kill()
        for worker in workers:
            await worker.wait_closed()

    async def _render(self, content: bytes, media_type: str | None) -> Mapping[Size, RenderedImage]:
        try:
            async with self._worker() as worker:
                return await worker.render(content, media_type)
        except WorkerDied:  # the worker may have died earlier, not because of this picture
            pass
        try:
            async with self._worker(new=True) as worker:
                return await worker.render(content, media_type)
        except WorkerDied:
            raise ImageRejected("too_costly") from None

    @asynccontextmanager
    async def _worker(self, *, new: bool = False) -> AsyncIterator[ImageWorker]:
        if self._closed:
            raise Unavailable("busy", "The server is shutting down.")
        worker = await ImageWorker.start() if new or not self._free else self._free.pop()
        if not worker.is_alive:
            worker = await ImageWorker.start()
        self._busy.add(worker)
        in_order = False
        try:
            yield worker
            in_order = True
        except ImageRejected:
            in_order = True
            raise
        finally:
            self._busy.discard(worker)
            if in_order and worker.pictures < _MAX_JOBS_PER_WORKER:
                self._free.append(worker)
            else:
                worker.kill()

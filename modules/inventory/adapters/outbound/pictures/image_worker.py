"""The client of one image worker process."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress

from modules.inventory.adapters.outbound.pictures.message_frames import encode_frame, receive_frame
from modules.inventory.domain.picture import LONGEST_SIDE, Size
from modules.inventory.ports.pictures import RenderedImage

COMMAND = (sys.executable, "-I", "-m", "modules.inventory.adapters.outbound.pictures.image_worker_process")
"""Run by name, not imported, so that no other process loads Pillow."""

_MAX_PART_BYTES = 16 * 2**20
"""Maximum size of a frame that is accepted."""


class WorkerDied(Exception):
    """The process died or sent an invalid response."""


class ImageRejected(Exception):
    """The worker rejected the picture. The text is the error code."""


class ImageWorker:
    """Renders one picture at a time. Kill it after any result other than a response or ImageRejected."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.pictures = 0

    @classmethod
    async def start(cls) -> "ImageWorker":
        """Start a process with an empty environment, in a new session so that a terminal's Ctrl-C does not reach it."""
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd="/",
            env={name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ},
            start_new_session=True,
        )
        return cls(process)

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def render(self, content: bytes, media_type: str | None) -> Mapping[Size, RenderedImage]:
        """Raises ImageRejected, WorkerDied."""
        self.pictures += 1
        try:
            return await self._request(encode_frame((media_type or "").encode()) + encode_frame(content))
        except (EOFError, OSError, ValueError, TypeError, KeyError) as error:
            raise WorkerDied from error

    def kill(self) -> None:
        """Kill the process at once."""
        with suppress(ProcessLookupError):
            self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def wait_closed(self) -> None:
        """Wait until a killed process has ended."""
        await self._process.wait()

    async def _request(self, request: bytes) -> Mapping[Size, RenderedImage]:
        to, back = self._process.stdin, self._process.stdout
        if to is None or back is None:
            raise OSError("the process has no pipes")
        to.write(request)
        await to.drain()
        header = json.loads(await receive_frame(back, 1000))
        if "refused" in header:
            raise ImageRejected(str(header["refused"]))
        sides = {size: (int(header[size][0]), int(header[size][1])) for size in LONGEST_SIDE}
        return {size: RenderedImage(await receive_frame(back, _MAX_PART_BYTES), *sides[size]) for size in LONGEST_SIDE}

"""One process at which pictures are developed, seen from outside."""

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
"""Named, not imported: Pillow is loaded in no other process."""

_MAX_PART_BYTES = 16 * 2**20
"""Bytes of an answer's part that are believed."""


class WorkerDied(Exception):
    """The process has died over the picture, or talks nonsense since."""


class ImageRejected(Exception):
    """The process is well and does not take the picture; the text is the code of the reason."""


class ImageWorker:
    """One picture at a time. After any other end than an answer or Refused, it is to be cleared."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.pictures = 0

    @classmethod
    async def start(cls) -> "ImageWorker":
        """A process with an empty environment and a session of its own, which a terminal's Ctrl-C does not reach."""
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
        """Raises Refused, Lost."""
        self.pictures += 1
        try:
            return await self._asked(encode_frame((media_type or "").encode()) + encode_frame(content))
        except (EOFError, OSError, ValueError, TypeError, KeyError) as error:
            raise WorkerDied from error

    def kill(self) -> None:
        """End the process, whatever it is at."""
        with suppress(ProcessLookupError):
            self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def wait_closed(self) -> None:
        """Wait until a cleared desk's process has ended."""
        await self._process.wait()

    async def _asked(self, request: bytes) -> Mapping[Size, RenderedImage]:
        to, back = self._process.stdin, self._process.stdout
        if to is None or back is None:
            raise OSError("the process has no pipes")
        to.write(request)
        await to.drain()
        told = json.loads(await receive_frame(back, 1000))
        if "refused" in told:
            raise ImageRejected(str(told["refused"]))
        sides = {size: (int(told[size][0]), int(told[size][1])) for size in LONGEST_SIDE}
        return {size: RenderedImage(await receive_frame(back, _MAX_PART_BYTES), *sides[size]) for size in LONGEST_SIDE}

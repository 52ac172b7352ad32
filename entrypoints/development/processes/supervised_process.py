"""A process that is kept running: started again when it dies, stopped when told to."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from entrypoints.development.processes.process_registry import GRACE_SECONDS, Register, end_group

Say = Callable[[str, str], None]
"""Prints a line in the name of a part."""

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
SETTLED_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Part:
    """One of the processes that make up a running Tradepost."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)


class Kept:
    """Runs a part in a session of its own, so that a Ctrl-C reaches the supervisor alone."""

    def __init__(self, part: Part, register: Register, say: Say) -> None:
        self._part = part
        self._register = register
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep(), name=self._part.name)

    async def stop(self) -> None:
        """Ask the process to end, and after a while of grace end it with all it started."""
        if self._task is None:
            return
        process, task = self._process, self._task
        self._task = None
        if process is None or process.returncode is not None:
            task.cancel()
        else:
            process.send_signal(signal.SIGTERM)
        done, _ = await asyncio.wait([task], timeout=GRACE_SECONDS)
        if not done and process is not None:
            end_group(process.pid)
            await asyncio.wait([task])

    async def _keep(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            began = time.monotonic()
            code = await self._run()
            if self._task is None:
                return
            if time.monotonic() - began > SETTLED_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self._say(self._part.name, f"ended with code {code}, is started again in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _run(self) -> int:
        talk, output = await _pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *self._part.command,
                env=self._part.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        finally:
            os.close(output)
        self._process = process
        self._register.add(self._part.name, process.pid)
        relaying = asyncio.create_task(self._relay_lines(talk))
        try:
            return await process.wait()
        finally:
            end_group(process.pid)
            self._register.remove(process.pid)
            await relaying

    async def _relay_lines(self, talk: asyncio.StreamReader) -> None:
        while line := await _line(talk):
            self._say(self._part.name, line.decode(errors="replace").rstrip())


async def _pipe() -> tuple[asyncio.StreamReader, int]:
    """A pipe of our own: asyncio's would make `wait` wait for grandchildren that hold it open."""
    reading, writing = os.pipe()
    stream = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(reading, "rb", buffering=0)
    )
    return stream, writing


async def _line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readline()
    except ValueError:  # longer than the reader's limit, which has dropped it
        return b"(a very long line)\n"


def inherited(changes: Mapping[str, str | None]) -> dict[str, str]:
    """The present environment with some variables set, or (None) left out."""
    environment = {**os.environ, **{name: value for name, value in changes.items() if value is not None}}
    for name in (name for name, value in changes.items() if value is None):
        with suppress(KeyError):
            del environment[name]
    return environment

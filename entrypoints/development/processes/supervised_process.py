"""Supervised process: restarted when it dies, stopped on request."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from entrypoints.development.processes.process_registry import GRACE_SECONDS, ProcessRegistry, kill_group
from shared.kernel.backoff import Backoff

LogLine = Callable[[str, str], None]
"""Prints a line for a component."""

RESTART_BACKOFF = Backoff(initial=timedelta(milliseconds=200), maximum=timedelta(seconds=10))
STABLE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Component:
    """A process of a running Tradepost."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)


class SupervisedProcess:
    """Runs a component in its own session, so that Ctrl-C reaches only the supervisor."""

    def __init__(self, component: Component, registry: ProcessRegistry, log: LogLine) -> None:
        self._component = component
        self._registry = registry
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._supervise(), name=self._component.name)

    async def stop(self) -> None:
        """Terminate the process; after a grace period kill it and all that it started."""
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
            kill_group(process.pid)
            await asyncio.wait([task])

    async def _supervise(self) -> None:
        failures = 0
        while True:
            began = time.monotonic()
            code = await self._run()
            if self._task is None:
                return
            if time.monotonic() - began > STABLE_SECONDS:
                failures = 0
            failures += 1
            delay = RESTART_BACKOFF.seconds(failures)
            self._log(self._component.name, f"ended with code {code}, restarting in {delay:g} s")
            await asyncio.sleep(delay)

    async def _run(self) -> int:
        reader, output = await _pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *self._component.command,
                env=self._component.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        finally:
            os.close(output)
        self._process = process
        self._registry.add(self._component.name, process.pid)
        relaying = asyncio.create_task(self._relay_lines(reader))
        try:
            return await process.wait()
        finally:
            kill_group(process.pid)
            self._registry.remove(process.pid)
            await relaying

    async def _relay_lines(self, reader: asyncio.StreamReader) -> None:
        while line := await _line(reader):
            self._log(self._component.name, line.decode(errors="replace").rstrip())


async def _pipe() -> tuple[asyncio.StreamReader, int]:
    """Create a pipe. With asyncio's own pipe, `wait` would block while grandchildren hold it open."""
    reading, writing = os.pipe()
    stream = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(reading, "rb", buffering=0)
    )
    return stream, writing


async def _line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readline()
    except ValueError:  # longer than the reader's limit: the reader discarded it
        return b"(a very long line)\n"


def changed_environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    """The current environment with variables changed, or removed if None."""
    environment = {**os.environ, **{name: value for name, value in changes.items() if value is not None}}
    for name in (name for name, value in changes.items() if value is None):
        with suppress(KeyError):
            del environment[name]
    return environment

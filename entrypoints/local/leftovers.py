"""The end of what a killed `up` left, by recorded pid alone."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from entrypoints.local.home import Home
from entrypoints.local.postgres import postmaster_pid

PATIENCE_SECONDS = 30.0


def end_everything(folder: Path) -> list[str]:
    """End the parts that the folder's register names and its PostgreSQL; the names of those that ran.

    A running `up` is asked first: it then stops its parts itself.
    """
    home = Home(folder)
    if not home.folder.exists():
        return []
    return [*home.register.end_all(), *_end_postgres(home.postgres)]


def _end_postgres(folder: Path) -> list[str]:
    pid = postmaster_pid(folder)
    if pid is None:
        return []
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while postmaster_pid(folder) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    return ["postgres"]

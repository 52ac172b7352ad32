"""Recovers a restored data directory to an instant by replaying its write-ahead log (WAL)."""

import re
import time
from datetime import datetime
from pathlib import Path

from entrypoints.development.backups.catalog import BackupError
from entrypoints.development.servers.postgres import (
    HANDLES_FILE,
    PostgresStartError,
    begin_recovery,
    give_to_server,
    postmaster_pid,
    superuser_url,
)

SETTINGS_FILE = "postgresql.auto.conf"
RUNTIME_FILES = ("log", HANDLES_FILE, ".s.PGSQL.5432.lock")
"""Files of the original server in its data directory that a base backup contains."""
_LAST_COMMIT = re.compile(r"last completed transaction was at log time (.+)")


def recover(folder: Path, at: datetime, *, seconds: float) -> str:
    """Start the server of the folder, let it replay the WAL in `pg_wal` up to the instant, and return its URL.

    Raises BackupError, also if it takes longer than `seconds`. The caller stops the server.
    """
    own_settings = (folder / SETTINGS_FILE).read_text()
    (folder / SETTINGS_FILE).write_text(f"{own_settings}{_recovery_settings(at)}")
    (folder / "recovery.signal").touch()
    for name in RUNTIME_FILES:
        (folder / name).unlink(missing_ok=True)
    give_to_server(folder)
    deadline = time.monotonic() + seconds
    try:
        begin_recovery(folder, seconds=seconds)
    except PostgresStartError:
        raise BackupError(_failure(folder, at)) from None
    while (url := superuser_url(folder)) is None:
        if postmaster_pid(folder) is None:
            raise BackupError(_failure(folder, at))
        if time.monotonic() > deadline:
            raise BackupError(f"the recovery takes longer than {seconds:g} s; its log is {folder / 'log'}")
        time.sleep(0.1)
    (folder / SETTINGS_FILE).write_text(own_settings)  # it contains the settings of the recovery until now
    return url


def _recovery_settings(at: datetime) -> str:
    """Segments are already in `pg_wal`, so no command needs to fetch them."""
    return f"""
restore_command = 'false'
recovery_target_time = '{at.isoformat()}'
recovery_target_timeline = 'current'
recovery_target_action = 'promote'
hot_standby = off
"""


def _failure(folder: Path, at: datetime) -> str:
    log = (folder / "log").read_text(errors="replace")
    fatal = [line.partition("FATAL:")[2].strip() for line in log.splitlines() if "FATAL:" in line]
    last = _LAST_COMMIT.search(log)
    if last and any("before configured recovery target" in line for line in fatal):
        return f"the archive has no changes up to {at.isoformat()}: the last one is of {last[1]}"
    return f"the recovery failed: {fatal[-1] if fatal else 'see its log'}; its log is {folder / 'log'}"

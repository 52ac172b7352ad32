"""The scheduler's job for backups of the embedded server: runs the command that does what is due."""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import timedelta

from prometheus_client import Gauge

from entrypoints.settings import Settings
from shared.kernel.module import Job

BACKUP = Gauge(
    "tradepost_backup_success_timestamp_seconds",
    "When the last base backup was taken; 0: never.",
    ["server"],  # without one a scheduler that takes no backups would expose 0, too, which raises an alert
    multiprocess_mode="mostrecent",
)
VERIFIED = Gauge(
    "tradepost_backup_verified_timestamp_seconds",
    "When a trial restore of the backups last succeeded; 0: never.",
    ["server"],
    multiprocess_mode="mostrecent",
)
ARCHIVED = Gauge(
    "tradepost_backup_archived_timestamp_seconds",
    "The newest instant that can be restored from the backups; 0: none.",
    ["server"],
    multiprocess_mode="mostrecent",
)
EMBEDDED = "embedded"
COMMAND = (sys.executable, "-P", "-m", "entrypoints.cli", "backup", "maintain")


class BackupFailed(Exception):
    """The command failed; the message is its error output."""


def backup_jobs(settings: Settings) -> Sequence[Job]:
    """Backups are taken of an embedded server only, and only where a setting says where to."""
    is_embedded = (settings.home / "postgres" / "postmaster.pid").exists()
    if settings.backup_url is None or not is_embedded:
        return ()
    for gauge in (BACKUP, VERIFIED, ARCHIVED):
        gauge.labels(EMBEDDED).set(0)  # so that an alert sees that nothing has succeeded yet
    return [Job("backups.maintain", timedelta(minutes=10), maintain_backups)]


async def maintain_backups() -> None:
    """Take a base backup if a day has passed, try a restore if a week has passed, and update the metrics.

    Raises BackupFailed, after updating the metrics.
    """
    process = await asyncio.create_subprocess_exec(
        *COMMAND, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        output, errors = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if lines := output.decode().strip().splitlines():
        status = json.loads(lines[-1])
        BACKUP.labels(EMBEDDED).set(status["backup"])
        VERIFIED.labels(EMBEDDED).set(status["verified"])
        ARCHIVED.labels(EMBEDDED).set(status["archived"])
    if process.returncode:
        raise BackupFailed(errors.decode(errors="replace").strip())

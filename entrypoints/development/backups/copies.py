"""What follows the recovery of a copy: it is migrated, made safe to start, and examined by doctor."""

import asyncio
import sys
from collections.abc import Callable, Mapping

from entrypoints.configuration.environment import PENDING
from entrypoints.development.backups.restore import RestoredServer
from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.processes.supervised_process import changed_environment
from entrypoints.development.servers.infrastructure import DATABASE
from entrypoints.development.servers.roles import OWNER, PROGRAM, url_for
from entrypoints.development.servers.sequences import advance_sequences
from entrypoints.development.supervisor.subcommands import run_command, tradepost
from entrypoints.schema.revision import newest_revision
from entrypoints.settings import DEVELOPMENT_SECRET, Settings

SKIPPED_IDS = 10_000_000
"""The original shop may have given these ids, which providers and customers know, after the instant."""

HELD_MODULES = ("notifications", "webhooks")
"""Modules whose pending deliveries the original shop has sent since."""


async def complete_copy(
    settings: Settings, directory: DataDirectory, restored: RestoredServer, *, log: Callable[[str], None]
) -> bool:
    """Migrate the copy, skip ids, hold pending mails and webhooks, and run doctor. Returns whether doctor is content.

    Doctor's output goes to standard output.
    """
    environment = _environment(settings, directory, restored.url)
    if restored.backup.revision != newest_revision():
        log(await run_command("migrate", environment=environment))
    await advance_sequences(url_for(restored.url, OWNER, DATABASE), SKIPPED_IDS)
    reason = f"held by the restore to {restored.at.isoformat()}"
    for module in HELD_MODULES:
        held = await run_command("dead-letters", "hold", module, "--reason", reason, environment=environment)
        log(f"{module}: {held}")
    sys.stdout.flush()
    doctor = await asyncio.create_subprocess_exec(*tradepost("doctor"), env=environment)
    return await doctor.wait() == 0


def _environment(settings: Settings, directory: DataDirectory, url: str) -> Mapping[str, str]:
    own_keys = settings.secret_keys != (DEVELOPMENT_SECRET,)
    keys = ",".join(settings.secret_keys) if own_keys else directory.secret("signing key")
    return changed_environment(
        {
            "DATABASE_URL": url_for(url, PROGRAM, DATABASE),
            "TRADEPOST_MIGRATION_DATABASE_URL": url_for(url, OWNER, DATABASE),
            "REDIS_URL": PENDING["REDIS_URL"],
            "TRADEPOST_BROKER_URL": None,
            "TRADEPOST_SECRET_KEYS": keys,
            "TRADEPOST_HOME": str(directory.folder),
            "TRADEPOST_MEDIA_ROOT": None,
            "TRADEPOST_STORAGE_URL": None,
            "TRADEPOST_BACKUP_URL": None,
            "PROMETHEUS_MULTIPROC_DIR": None,
        }
    )

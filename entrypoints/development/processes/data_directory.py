"""The data directory of `tradepost up`: server data, secrets and a lock."""

import fcntl
import shutil
from pathlib import Path
from secrets import token_hex
from typing import TextIO

from entrypoints.configuration.development_secrets import DevelopmentSecrets, write_private
from entrypoints.development.processes.process_registry import ProcessRegistry


class DataDirectoryInUse(Exception):
    """Another `tradepost up` uses the directory."""


class DataDirectory:
    """Layout of the directory. Its contents may be deleted while nothing runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().resolve()
        self.postgres = self.folder / "postgres"
        self.valkey = self.folder / "valkey"
        self.admin_file = self.folder / "admin-password"
        self.running = self.folder / "running.json"
        self.sandbox_database = self.folder / "payments.db"
        self.received_wal = self.folder / "wal"
        self.restored = self.folder / "restored.json"
        self._secrets = DevelopmentSecrets(folder)
        self._lock_path = self.folder / "lock"
        self._lock_file: TextIO | None = None

    @property
    def process_registry(self) -> ProcessRegistry:
        return ProcessRegistry(self.folder / "processes.json")

    def lock(self) -> None:
        """Lock the directory until this process ends. Raises DataDirectoryInUse."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock_file = self._lock_path.open("a")
        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataDirectoryInUse(
                f"another `tradepost up` runs in {self.folder}; set TRADEPOST_HOME and TRADEPOST_PORT"
            ) from None

    @property
    def backup_id(self) -> str:
        """Identifies this shop among others that store backups. A restored shop gets another one."""
        path = self.folder / "backup-id"
        if not path.exists():
            write_private(path, token_hex(16))
        return path.read_text()

    def empty_metrics_folder(self) -> Path:
        """Create an empty folder in which the processes share their metrics."""
        folder = self.folder / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def secret(self, name: str) -> str:
        """Get a stored secret; generate it on first use."""
        return self._secrets.get_or_create(name)

    def stored_secret(self, name: str) -> str | None:
        return self._secrets.get(name)

    def store_secret(self, name: str, value: str) -> None:
        self._secrets.set(name, value)

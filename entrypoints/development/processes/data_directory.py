"""The data folder of `tradepost up`: servers' data, secrets, and who works in it."""

import fcntl
import shutil
from pathlib import Path
from typing import TextIO

from entrypoints.configuration.development_secrets import KeptSecrets
from entrypoints.development.processes.process_registry import Register


class HomeInUse(Exception):
    """Another `tradepost up` works in the folder."""


class Home:
    """Layout of the folder; everything in it may be deleted while nothing runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().resolve()
        self.postgres = self.folder / "postgres"
        self.valkey = self.folder / "valkey"
        self.admin_file = self.folder / "admin-password"
        self.running = self.folder / "running.json"
        self._secrets = KeptSecrets(folder)
        self._lock = self.folder / "lock"
        self._held: TextIO | None = None

    @property
    def register(self) -> Register:
        return Register(self.folder / "processes.json")

    def occupy(self) -> None:
        """Hold the folder until this process ends. Raises HomeInUse."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._held = self._lock.open("a")
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeInUse(
                f"another `tradepost up` runs in {self.folder}; set TRADEPOST_HOME and TRADEPOST_PORT"
            ) from None

    def emptied_metrics(self) -> Path:
        """Where the processes of one run leave their metrics, for the API to tell."""
        folder = self.folder / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def secret(self, name: str) -> str:
        """A secret that is made up once and then kept."""
        return self._secrets.made(name)

    def kept_secret(self, name: str) -> str | None:
        return self._secrets.kept(name)

    def keep_secret(self, name: str, value: str) -> None:
        self._secrets.keep(name, value)

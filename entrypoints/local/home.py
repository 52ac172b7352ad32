"""The data folder of `tradepost up`: servers' data, secrets, and who works in it."""

import fcntl
import json
import os
import secrets
from pathlib import Path
from typing import TextIO

from entrypoints.local.register import Register


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
        self._secrets = self.folder / "secrets.json"
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

    def secret(self, name: str) -> str:
        """A secret that is made up once and then kept in a file only the user can read."""
        known = self._known()
        if name not in known:
            self.keep_secret(name, secrets.token_urlsafe(48))
        return self._known()[name]

    def kept_secret(self, name: str) -> str | None:
        return self._known().get(name)

    def keep_secret(self, name: str, value: str) -> None:
        write_private(self._secrets, json.dumps({**self._known(), name: value}))

    def _known(self) -> dict[str, str]:
        try:
            known: dict[str, str] = json.loads(self._secrets.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return known


def write_private(path: Path, text: str) -> None:
    """Write a file that only the user can read, whole or not at all."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.rename(path)

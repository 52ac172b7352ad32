"""Secrets that are made up once and then kept in a file only the user can read."""

import json
import os
import secrets
from pathlib import Path

DEVELOPMENT_KEY = "development key"
"""The name of the API key that `up` makes for whoever develops here."""


class KeptSecrets:
    """They lie in the data folder that is given."""

    def __init__(self, folder: Path) -> None:
        self._file = folder.expanduser().resolve() / "secrets.json"

    def made(self, name: str) -> str:
        """The secret of this name, made up if there is none yet."""
        if self.kept(name) is None:
            self.keep(name, secrets.token_urlsafe(48))
        return self._known()[name]

    def kept(self, name: str) -> str | None:
        return self._known().get(name)

    def keep(self, name: str, value: str) -> None:
        write_private(self._file, json.dumps({**self._known(), name: value}))

    def _known(self) -> dict[str, str]:
        try:
            known: dict[str, str] = json.loads(self._file.read_text())
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

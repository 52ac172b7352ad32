"""Development secrets: generated once and stored in a file that only the user can read."""

import json
import os
import secrets
from pathlib import Path

DEVELOPMENT_KEY = "development key"
"""Name of the API key that `up` creates for development."""


class DevelopmentSecrets:
    """Stored as `secrets.json` in the data folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder.expanduser().resolve() / "secrets.json"

    def get_or_create(self, name: str) -> str:
        """Get the secret; generate it on first use."""
        if self.get(name) is None:
            self.set(name, secrets.token_urlsafe(48))
        return self._read()[name]

    def get(self, name: str) -> str | None:
        return self._read().get(name)

    def set(self, name: str, value: str) -> None:
        write_private(self._file, json.dumps({**self._read(), name: value}))

    def _read(self) -> dict[str, str]:
        try:
            known: dict[str, str] = json.loads(self._file.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return known


def write_private(path: Path, text: str) -> None:
    """Atomically write a file that only the user can read."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.rename(path)

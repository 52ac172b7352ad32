"""The source tree that a module is added to."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

LIST = Path("entrypoints/modules.py")
_END = re.compile(r"^\)\n", re.MULTILINE)
_LINE_LENGTH = 120
_NEEDED = (LIST, Path("migrations/versions"), Path("tests/modules"), Path("pyproject.toml"))


class NoSourceTree(Exception):
    """The program runs from an installed package; the message says so."""


class SourceTree:
    """`root` is the folder of the checkout. Raises NoSourceTree if parts of it are missing."""

    def __init__(self, root: Path) -> None:
        missing = [str(path) for path in _NEEDED if not (root / path).exists()]
        if missing:
            raise NoSourceTree(f"A module is added to a checkout of the sources; {root} has no {missing[0]}.")
        self.root = root

    def latest_revision(self) -> str:
        return max(file.name for file in (self.root / "migrations/versions").glob("[0-9]*.py")).partition("_")[0]

    def write(self, files: Mapping[Path, str]) -> None:
        """Write new files, formatted as all code is: how lines break depends on the length of the names."""
        for path, text in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text, encoding="utf-8")
        sources = [str(path) for path in files if path.suffix == ".py"]
        self._ruff("check", "--quiet", "--select", "I,UP034", "--fix", *sources)
        self._ruff("format", "--quiet", *sources)

    def list_module(self, module: str) -> None:
        """Add the module at the end of the list of modules."""
        text = (self.root / LIST).read_text(encoding="utf-8")
        end = _END.search(text, text.index("MODULES = ("))
        if end is None:
            raise NoSourceTree(f"{LIST} has no list `MODULES = (…)`.")
        (self.root / LIST).write_text(f'{text[: end.start()]}    "{module}",\n{text[end.start() :]}', encoding="utf-8")

    def _ruff(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "-m", "ruff", *arguments], cwd=self.root, check=True)  # noqa: S603 our own

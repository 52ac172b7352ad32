"""Each process imports only what it runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from entrypoints.modules import MODULES

ROOT = Path(__file__).parents[2]
HEAVY = (
    "PIL",
    "dependency_injector",
    "dramatiq",
    "fastapi",
    "httpx2",
    "jinja2",
    "pydantic",
    "redis",
    "sqlalchemy",
    "starlette",
    "stripe",
)
COMMAND = """
import sys
from entrypoints.cli.main import app
try:
    app({arguments!r}, prog_name="tradepost")
except SystemExit as ended:
    assert ended.code == 0, ended.code
print("imported:", *sys.modules)
"""


@pytest.mark.process
@pytest.mark.parametrize("arguments", [["--help"], ["doctor", "--help"], ["relay", "--help"]])
def test_help_imports_no_library_of_a_process(arguments: list[str]) -> None:
    code = COMMAND.format(arguments=arguments)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    imported = set(done.stdout.rpartition("imported: ")[2].split())
    assert "typer" in imported
    assert imported.isdisjoint(HEAVY)


def test_the_listed_modules_are_the_folders() -> None:
    folders = {path.parent.name for path in (ROOT / "modules").glob("*/__init__.py")}
    assert set(MODULES) == folders
    assert len(MODULES) == len(folders)

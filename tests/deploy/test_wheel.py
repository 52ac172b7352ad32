"""The wheel that `uv build` makes of the sources, without git, installed as a user would."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tree_copy import NOT_COPIED, ROOT

pytestmark = [pytest.mark.long, pytest.mark.process]

VERSION = "9.8.7"
"""None that the running interpreter has installed."""
SECONDS = 120
Run = Callable[..., str]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a version of its own, built by way of the source distribution."""
    sources, built = (tmp_path_factory.mktemp("wheel") / name for name in ("sources", "built"))
    shutil.copytree(ROOT, sources, ignore=shutil.ignore_patterns(*NOT_COPIED))
    project = sources / "pyproject.toml"
    project.write_text(re.sub(r'^version = ".*"$', f'version = "{VERSION}"', project.read_text(), flags=re.MULTILINE))
    _uv("build", "--no-build-isolation", f"--python={sys.executable}", f"--out-dir={built}", str(sources))
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a program of the environment in an empty folder. The dependencies are the running interpreter's."""
    folder, empty = tmp_path_factory.mktemp("installed"), tmp_path_factory.mktemp("empty")
    venv.create(folder, symlinks=True)
    _uv("pip", "install", "--no-deps", f"--python={folder}/bin/python", str(wheel))
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def run(program: str, *arguments: str) -> str:
        command = [str(folder / "bin" / program), *arguments]
        done = subprocess.run(command, cwd=empty, env=environment, capture_output=True, text=True, timeout=SECONDS)
        assert done.returncode == 0, done.stderr
        assert not list(empty.iterdir())
        return done.stdout

    return run


def test_the_version_is_that_of_the_wheel(installed: Run) -> None:
    assert installed("tradepost", "--version") == f"tradepost {VERSION}\n"


def test_the_program_is_imported_from_the_wheel(installed: Run) -> None:
    loaded = installed("python", "-c", "import sys, entrypoints; print(entrypoints.__file__, sys.prefix)")
    file, prefix = loaded.split()
    assert file.startswith(prefix)


def test_commands_work_in_an_empty_folder(installed: Run) -> None:
    assert "| `DATABASE_URL` | must be set |" in installed("tradepost", "settings")
    assert "--lock-timeout" in installed("tradepost", "migrate", "--help")
    assert "create-admin" in installed("tradepost", "--help")


def test_the_wheel_has_all_migrations(installed: Run) -> None:
    code = "from entrypoints.schema.revision import newest_revision; print(newest_revision())"
    newest = max(file.name[:4] for file in (ROOT / "migrations/versions").glob("[0-9]*.py"))
    assert installed("python", "-c", code).strip() == newest


def _uv(*arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("uv")), "--quiet", "--offline", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stderr

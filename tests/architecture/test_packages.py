"""Our top-level names are ours: real distributions of the same names exist."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

import entrypoints
import migrations
import modules
import shared

ROOT = Path(__file__).parents[2]
OURS = {"entrypoints": entrypoints, "migrations": migrations, "modules": modules, "shared": shared}
PACKAGES = (*OURS, "tests", "benchmarks", "deploy", "docs")
TOP_LEVEL = {
    *OURS,
    *("tests", "benchmarks", "deploy", "docs"),
    *(
        "pyproject.toml",
        "uv.lock",
        "importlinter.cfg",
        "Makefile",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
    ),
}

pytestmark = pytest.mark.architecture


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_package_is_imported_from_the_repository(name: str) -> None:
    assert OURS[name].__file__ == str(ROOT / name / "__init__.py")


def test_no_distribution_of_the_same_name_is_locked() -> None:
    locked = {package["name"] for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    assert not locked & (OURS.keys() | {"tests", "benchmarks"})


def test_the_top_level_holds_what_it_should() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.suffix != ".egg-info"}
    assert found <= TOP_LEVEL


def test_test_folders_are_not_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_files_stay_small() -> None:
    assert long_files(ROOT / package for package in PACKAGES) == {}


def test_a_long_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "short.py").write_text("pass\n" * 250)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "long.py").write_text("pass\n" * 251)
    assert long_files([tmp_path]) == {"long.py": 251}


def long_files(folders: Iterable[Path]) -> dict[str, int]:
    """The lines of each file that is longer than 250 lines; migrations are not read like other code."""
    return {
        file.name: lines
        for folder in folders
        for file in folder.rglob("*.py")
        if "versions" not in file.parts and (lines := len(file.read_text().splitlines())) > 250
    }

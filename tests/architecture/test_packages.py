"""Our top-level names are ours: real distributions of the same names exist."""

import tomllib
from pathlib import Path

import pytest

import entrypoints
import migrations
import modules
import shared

ROOT = Path(__file__).parents[2]
OURS = {"entrypoints": entrypoints, "migrations": migrations, "modules": modules, "shared": shared}
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


def test_the_tests_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_files_stay_small() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for package in OURS
        for file in (ROOT / package).rglob("*.py")
        if "versions" not in file.parts and (lines := len(file.read_text().splitlines())) > 250
    }
    assert long == {}

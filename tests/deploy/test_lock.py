"""The lock file names no registry and is made from the project beside it."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from deploy.lock import disagreements, foreign_hosts, hidden, node_mistakes

ROOT = Path(__file__).parents[2]
LOCK = """
source = { registry = "https://index.example/simple" }
sdist = { url = "https://files.example/ab/cd/thing-1.0.tar.gz", hash = "sha256:00" }
    { url = "file:///mirror/thing-1.0-py3-none-any.whl", hash = "sha256:01" },
"""


@pytest.fixture
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.fixture
def lock() -> dict[str, Any]:
    return tomllib.loads((ROOT / "uv.lock").read_text())


def test_every_host_is_replaced_and_every_hash_kept() -> None:
    assert foreign_hosts(LOCK) == {"https://index.example", "https://files.example", "file://"}
    after = hidden(LOCK)
    assert foreign_hosts(after) == set()
    assert hidden(after) == after
    assert "sha256:00" in after
    assert "/thing-1.0.tar.gz" in after


def test_the_lock_file_of_the_project_is_up_to_date(project: dict[str, Any], lock: dict[str, Any]) -> None:
    assert list(disagreements(project, lock)) == []
    assert foreign_hosts((ROOT / "uv.lock").read_text()) == set()


def test_an_unlocked_package_is_reported(project: dict[str, Any], lock: dict[str, Any]) -> None:
    project["project"]["dependencies"].append("left-pad>=1")
    project["dependency-groups"]["dev"].remove("ruff>=0.14")
    project["project"]["requires-python"] = ">=3.12"
    assert list(disagreements(project, lock)) == [
        "not in the lock file: :left-pad[]>=1;",
        "only in the lock file: dev:ruff[]>=0.14;",
        "the lock file is for other versions of Python",
    ]


def test_the_check_passes_for_this_repository() -> None:
    done = subprocess.run([sys.executable, ROOT / "deploy/lock.py", "check"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "the lock files are in step and name no registry\n")


def test_no_distribution_of_our_package_names_is_locked(lock: dict[str, Any]) -> None:
    locked = {package["name"] for package in lock["package"]}
    assert locked.isdisjoint({"modules", "shared", "entrypoints", "migrations"})


def test_errors_in_the_lock_file_of_the_node_tools_are_reported() -> None:
    project = {"dependencies": {"left": "1.0.0", "right": "^2"}}
    packages: dict[str, Any] = {
        "": {"dependencies": {"left": "1.0.0"}},
        "node_modules/left": {"resolved": "https://registry.example/left", "integrity": "sha512-00"},
        "node_modules/right": {},
    }
    assert list(node_mistakes(project, {"packages": packages})) == [
        "not made from the package.json beside it",
        "right is not asked for by an exact version",
        "names where node_modules/left comes from",
        "has no hash of node_modules/right",
    ]

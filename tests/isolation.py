"""Isolates tests from the caller's environment.

A pytest plugin, named in `pyproject.toml` so that it is loaded before the program. It keeps only the environment
variables that are needed to find programs and files; settings are passed explicitly (`tests/settings.py`). Tests run in
an empty folder, so that no `.env` is read. A test or fixture that leaves the environment, the working directory or the
logging changed fails.
"""

import locale
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
import structlog

ROOT = Path(__file__).parents[1]
KEPT = {"PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH"}
KEPT |= {"SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"}
KEPT_FAMILIES = ("PYTEST_", "UV_")
GIVEN = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONPATH": str(ROOT)}
CHANGING = "PYTEST_CURRENT_TEST"


def clear() -> None:
    """Remove all other variables from the environment of this process and its children."""
    for name in list(os.environ):
        if name not in KEPT and not name.startswith(KEPT_FAMILIES):
            del os.environ[name]
    os.environ.update(GIVEN)
    time.tzset()
    locale.setlocale(locale.LC_ALL, GIVEN["LC_ALL"])


class ProcessState(NamedTuple):
    """The process state that all tests share."""

    environment: dict[str, str]
    folder: Path

    @classmethod
    def now(cls) -> "ProcessState":
        environment = {name: value for name, value in os.environ.items() if name != CHANGING}
        return cls(environment, Path.cwd())

    def differences(self) -> list[str]:
        """The differences from the original state; empty if there are none."""
        now = self.now()
        names = sorted(self.environment.keys() | now.environment.keys())
        found = [f"the variable {n}" for n in names if self.environment.get(n) != now.environment.get(n)]
        return found + (["the working folder"] if self.folder != now.folder else [])

    def restore(self) -> None:
        for name in os.environ.keys() - self.environment.keys() - {CHANGING}:
            del os.environ[name]
        os.environ.update(self.environment)
        os.chdir(self.folder)


_FOLDER = pytest.StashKey[TemporaryDirectory[str]]()
_FOUND = pytest.StashKey[ProcessState]()


@contextmanager
def logs_as_before() -> Iterator[None]:
    """Restore the logging configuration after each test."""
    root = logging.getLogger()
    before, handlers, level = structlog.get_config(), root.handlers[:], root.level
    try:
        yield
    finally:
        structlog.configure(**before)
        root.handlers[:] = handlers
        root.setLevel(level)


def refuse_changes(before: ProcessState, who: str) -> None:
    """Fail a test that leaves the process state changed, and restore the state."""
    if found := before.differences():
        before.restore()
        pytest.fail(f"{who} leaves {', '.join(found)} changed: hand settings in, see tests/README.md", pytrace=False)


clear()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_FOUND] = ProcessState.now()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Run tests like a process of the program: with its logging, in an empty folder."""
    refuse_changes(session.config.stash[_FOUND], "a module of tests")
    from shared.infra.logging import configure  # noqa: PLC0415 nothing of the program before what is above

    configure()
    session.config.stash[_FOLDER] = folder = TemporaryDirectory(prefix="tradepost-tests-", ignore_cleanup_errors=True)
    os.chdir(folder.name)
    session.config.stash[_FOUND] = ProcessState.now()


def pytest_sessionfinish(session: pytest.Session) -> None:
    os.chdir(session.config.invocation_params.dir)
    if _FOLDER in session.config.stash:
        session.config.stash[_FOLDER].cleanup()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
    if fixturedef.scope == "function":
        return (yield)
    before = ProcessState.now()
    with logs_as_before():
        made = yield
    refuse_changes(before, f"the fixture `{fixturedef.argname}`, which outlives a test,")
    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    with logs_as_before():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    made = yield
    refuse_changes(item.config.stash[_FOUND], "the test")
    return made

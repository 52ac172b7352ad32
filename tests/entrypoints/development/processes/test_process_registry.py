"""Processes of a killed run are stopped by recorded pid, and no others."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from entrypoints.development.processes.process_registry import ProcessRegistry
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = pytest.mark.process

Start = Callable[[str], subprocess.Popen[bytes]]
SLEEPS = "import time; time.sleep(60)"
FORKS = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{SLEEPS}'])"


@pytest.fixture
def register(tmp_path: Path) -> ProcessRegistry:
    return ProcessRegistry(tmp_path / "processes.json")


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def begin(script: str) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", script], start_new_session=True))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


def test_a_recorded_process_is_ended(register: ProcessRegistry, start: Start) -> None:
    process = start(SLEEPS)
    register.add("worker", process.pid)
    assert register.terminate_all() == ["worker"]
    assert process.wait(TIMEOUT_SECONDS) == -15
    assert register.entries() == []


def test_nothing_is_ended_twice(register: ProcessRegistry, start: Start) -> None:
    process = start("pass")
    register.add("worker", process.pid)
    process.wait()
    assert register.terminate_all() == []


def test_a_reused_pid_is_not_killed(register: ProcessRegistry, tmp_path: Path, start: Start) -> None:
    process = start(SLEEPS)
    entry = {"part": "worker", "pid": process.pid, "began": time.time() - 3600}
    (tmp_path / "processes.json").write_text(json.dumps([entry]))
    assert register.terminate_all() == []
    assert process.poll() is None


def test_the_children_of_a_dead_process_are_ended(register: ProcessRegistry, start: Start) -> None:
    leader = start(FORKS)
    register.add("worker", leader.pid)
    leader.wait()
    assert alive_in_session(leader.pid)
    register.terminate_all()
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while alive_in_session(leader.pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("text", ["", "[", '[{"pid": 1}]', '{"a": 1}'])
def test_a_truncated_registry_file_is_ignored(register: ProcessRegistry, tmp_path: Path, text: str) -> None:
    (tmp_path / "processes.json").write_text(text)
    assert register.entries() == []


def alive_in_session(session: int) -> list[int]:

    found = []
    for process in psutil.process_iter(["status"]):
        try:
            if os.getsid(process.pid) == session and process.info["status"] != "zombie":
                found.append(process.pid)
        except ProcessLookupError:
            continue
    return found

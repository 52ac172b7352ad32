"""A component is restarted, and stops together with everything it started."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from entrypoints.development.processes.process_registry import ProcessRegistry
from entrypoints.development.processes.supervised_process import Component, SupervisedProcess, changed_environment
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = pytest.mark.process

TALKS = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
FORKS = (
    "import subprocess, sys, time;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print(child.pid, flush=True); time.sleep(60)"
)


class RecordedOutput:
    """The output of a component, by line."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, _: str, line: str) -> None:
        self.lines.append(line)

    async def until(self, holds: Callable[[list[str]], bool]) -> None:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not holds(self.lines):
                await asyncio.sleep(0.01)


@pytest.fixture
def output() -> RecordedOutput:
    return RecordedOutput()


@pytest.fixture
def register(tmp_path: Path) -> ProcessRegistry:
    return ProcessRegistry(tmp_path / "processes.json")


def supervised(script: str, register: ProcessRegistry, output: RecordedOutput) -> SupervisedProcess:
    return SupervisedProcess(
        Component("part", [sys.executable, "-c", script], changed_environment({})), register, output
    )


def runs(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return str(psutil.Process(pid).status()) != "zombie"
    return False


async def test_a_killed_process_is_restarted(register: ProcessRegistry, output: RecordedOutput) -> None:
    part = supervised(TALKS, register, output)
    part.start()
    await output.until(lambda lines: lines.count("up") == 1)
    (first,) = register.entries()
    os.kill(first.pid, signal.SIGKILL)
    await output.until(lambda lines: lines.count("up") == 2)
    (second,) = register.entries()
    assert second.pid != first.pid
    assert "ended with code -9, restarting in 0.2 s" in output.lines
    await part.stop()
    assert not runs(second.pid)
    assert register.entries() == []


async def test_a_crashing_process_is_restarted_with_backoff(register: ProcessRegistry, output: RecordedOutput) -> None:
    part = supervised("raise SystemExit(3)", register, output)
    part.start()
    await output.until(lambda lines: len(lines) == 3)
    await part.stop()
    assert [line.rpartition("in ")[2] for line in output.lines] == ["0.2 s", "0.4 s", "0.8 s"]


async def test_children_of_a_dead_process_are_killed(register: ProcessRegistry, output: RecordedOutput) -> None:
    part = supervised(FORKS, register, output)
    part.start()
    await output.until(lambda lines: len(lines) == 1)
    grandchild = int(output.lines[0])
    os.kill(register.entries()[0].pid, signal.SIGKILL)
    await output.until(lambda lines: len(lines) == 3)
    assert not runs(grandchild)
    await part.stop()


async def test_a_process_that_ignores_the_stop_signal_is_killed(
    register: ProcessRegistry, output: RecordedOutput, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("entrypoints.development.processes.supervised_process.GRACE_SECONDS", 0.2)
    part = supervised(STUBBORN, register, output)
    part.start()
    await output.until(lambda lines: "up" in lines)
    (entry,) = register.entries()
    await part.stop()
    assert not entry.is_alive


async def test_a_process_does_not_receive_the_terminals_ctrl_c(
    register: ProcessRegistry, output: RecordedOutput
) -> None:
    part = supervised(TALKS, register, output)
    part.start()
    await output.until(lambda lines: "up" in lines)
    (entry,) = register.entries()
    assert os.getsid(entry.pid) == entry.pid
    assert os.getpgid(entry.pid) != os.getpgid(0)
    await part.stop()


async def test_a_very_long_line_does_not_stop_the_log_reader(register: ProcessRegistry, output: RecordedOutput) -> None:
    part = supervised("print('x' * 300_000); print('after', flush=True); import time; time.sleep(60)", register, output)
    part.start()
    await output.until(lambda lines: "after" in lines)
    await part.stop()


def test_environment_variables_are_set_and_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNERS_ONLY", "secret")
    environment = changed_environment({"OWNERS_ONLY": None, "NEVER_SET": None, "REPORTED": "yes"})
    assert environment["REPORTED"] == "yes"
    assert {"OWNERS_ONLY", "NEVER_SET"}.isdisjoint(environment)

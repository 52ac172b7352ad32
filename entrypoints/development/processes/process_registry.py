"""Registry of started processes, on disk, so that the next run finds what a killed run left behind."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

GRACE_SECONDS = 30.0
"""Longer than the API's graceful shutdown takes."""
SUPERVISOR = "up"
_SAME_START_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class RegisteredProcess:
    """A started process, which leads its own session; `began` is its start time in Unix seconds."""

    part: str
    pid: int
    began: float

    @property
    def is_alive(self) -> bool:
        """Whether this process still runs. The start time distinguishes it from a program that reuses its pid."""
        try:
            process = psutil.Process(self.pid)
            same = abs(float(process.create_time()) - self.began) < _SAME_START_SECONDS
            return same and str(process.status()) != "zombie"
        except psutil.NoSuchProcess:
            return False


class ProcessRegistry:
    """The processes of one data directory."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, part: str, pid: int) -> None:
        with suppress(psutil.NoSuchProcess):
            self._write([*self.entries(), RegisteredProcess(part, pid, psutil.Process(pid).create_time())])

    def remove(self, pid: int) -> None:
        self._write([entry for entry in self.entries() if entry.pid != pid])

    def entries(self) -> list[RegisteredProcess]:
        try:
            return [RegisteredProcess(**entry) for entry in json.loads(self._path.read_text())]
        except (FileNotFoundError, ValueError, TypeError):
            return []

    def terminate_all(self) -> list[str]:
        """Terminate all registered processes that still run, and return their names.

        A supervisor is terminated first and gets time to stop its components.
        """
        known = self.entries()
        alive = [entry for entry in known if entry.is_alive]
        for entries in ([entry for entry in alive if entry.part == SUPERVISOR], alive):
            for entry in entries:
                with suppress(ProcessLookupError):
                    if entry.is_alive:
                        os.kill(entry.pid, signal.SIGTERM)
            _wait(entries)
        for entry in known:
            if entry.part != SUPERVISOR and (entry in alive or not psutil.pid_exists(entry.pid)):
                kill_group(entry.pid)
        self._write([])
        return [entry.part for entry in alive]

    def _write(self, entries: list[RegisteredProcess]) -> None:
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps([asdict(entry) for entry in entries]))
        new.rename(self._path)


def kill_group(leader: int) -> None:
    """Kill the remaining processes of the session that the process leads."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _wait(entries: list[RegisteredProcess]) -> None:
    for _ in _ticks(GRACE_SECONDS * (2 if any(entry.part == SUPERVISOR for entry in entries) else 1)):
        if not any(entry.is_alive for entry in entries):
            return


def _ticks(seconds: float) -> Iterator[None]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield
        time.sleep(0.05)

"""Which processes a run has started, on disk, so that the next run knows what a killed one left."""

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
"""Longer than the API takes to finish its requests."""
SUPERVISOR = "up"
_SAME_START_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Entry:
    """A process that was started, as a session of its own; `began` is its start time in Unix seconds."""

    part: str
    pid: int
    began: float

    @property
    def is_alive(self) -> bool:
        """Whether this very process still runs: a pid may have gone to another program."""
        try:
            process = psutil.Process(self.pid)
            same = abs(float(process.create_time()) - self.began) < _SAME_START_SECONDS
            return same and str(process.status()) != "zombie"
        except psutil.NoSuchProcess:
            return False


class Register:
    """The entries of one data folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, part: str, pid: int) -> None:
        with suppress(psutil.NoSuchProcess):
            self._write([*self.entries(), Entry(part, pid, psutil.Process(pid).create_time())])

    def remove(self, pid: int) -> None:
        self._write([entry for entry in self.entries() if entry.pid != pid])

    def entries(self) -> list[Entry]:
        try:
            return [Entry(**entry) for entry in json.loads(self._path.read_text())]
        except (FileNotFoundError, ValueError, TypeError):
            return []

    def end_all(self) -> list[str]:
        """End every process of the register that still runs; the names of those that did.

        A supervisor is asked first, and given the time to stop its parts itself.
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
                end_group(entry.pid)
        self._write([])
        return [entry.part for entry in alive]

    def _write(self, entries: list[Entry]) -> None:
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps([asdict(entry) for entry in entries]))
        new.rename(self._path)


def end_group(leader: int) -> None:
    """Kill what is left of the session that the process began, if it began one."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _wait(entries: list[Entry]) -> None:
    for _ in _ticks(GRACE_SECONDS * (2 if any(entry.part == SUPERVISOR for entry in entries) else 1)):
        if not any(entry.is_alive for entry in entries):
            return


def _ticks(seconds: float) -> Iterator[None]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield
        time.sleep(0.05)

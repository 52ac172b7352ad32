"""A shop that runs with `tradepost up`, for end-to-end and fault tests."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.processes.process_registry import RegisteredProcess
from entrypoints.development.servers.postgres import postmaster_pid
from tests.timeouts import TIMEOUT_SECONDS

ROOT = Path(__file__).parents[2]
TRADEPOST = (sys.executable, "-P", "-m", "entrypoints.cli")


class Shop:
    """A data directory, its runs of `up`, and other commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = DataDirectory(folder / "home")
        self.port = free_port()
        self._log = folder / "log"
        own = {"TRADEPOST_HOME": str(self.home.folder), "TRADEPOST_PORT": str(self.port)}
        self._environment = {**os.environ, **own}

    @property
    def log(self) -> str:
        return self._log.read_text()

    def start(self, *command: str, log: Path | None = None, **settings: str) -> subprocess.Popen[bytes]:
        """Start a command in the shop's environment; its output goes to `log`, or to the shop's log."""
        with (log or self._log).open("w") as output:
            return subprocess.Popen(
                command, cwd=self.folder, env={**self._environment, **settings}, stdout=output, stderr=subprocess.STDOUT
            )

    def tradepost(self, *arguments: str) -> str:
        """Run a command for the shop, which must succeed, and return its output."""
        log = self.folder / "command"
        code = self.start(*TRADEPOST, *arguments, log=log).wait(TIMEOUT_SECONDS)
        assert code == 0, log.read_text()
        return log.read_text()

    def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not holds():
            assert time.monotonic() < deadline, self.log
            time.sleep(0.1)

    def until_ready(self) -> None:
        self.until(lambda: f"ready http://127.0.0.1:{self.port}\n" in self.log)

    def entries(self, part: str) -> list[RegisteredProcess]:
        return [entry for entry in self.home.process_registry.entries() if entry.part == part]

    def runs(self, part: str) -> bool:
        return any(entry.is_alive for entry in self.entries(part))

    def kill(self, part: str) -> list[RegisteredProcess]:
        killed = self.entries(part)
        os.kill(killed[0].pid, signal.SIGKILL)
        return killed

    def kill_and_await(self, part: str) -> None:
        """Kill a component and wait until it was restarted."""
        killed = self.kill(part)
        self.until(lambda: self.entries(part) not in ([], killed))

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def paste(self) -> dict[str, Any]:
        """Run the command of the banner and return the response."""
        shown = self.log[self.log.index("curl ") :].replace("\\\n", "").splitlines()[0]
        curl = shlex.split(shown)
        headers = dict(value.split(": ", 1) for option, value in pairwise(curl) if option == "-H")
        request = urllib.request.Request(curl[2], curl[-1].encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            order: dict[str, Any] = json.load(response)
        return order

    def nothing_is_left(self) -> bool:
        return (
            postmaster_pid(self.home.postgres) is None
            and not self.home.process_registry.entries()
            and not self.answers()
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

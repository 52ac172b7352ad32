"""`make run` as a newcomer meets it: started, used, hurt, stopped, started again."""

import json
import os
import re
import shlex
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from entrypoints.local.home import Home
from entrypoints.local.kept import inherited
from entrypoints.local.leftovers import end_everything
from entrypoints.local.postgres import postmaster_pid
from entrypoints.local.register import Entry

pytestmark = [pytest.mark.process, pytest.mark.timeout(400)]

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 180
MAKE_RUN = ("make", "--no-print-directory", "--assume-old=.venv/.set-up", "run")
PARTS = {"up", "valkey", "api", "worker", "relay", "scheduler"}


class Shop:
    """One data folder, and the runs of `up` in it."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.port = free_port()
        self._log = folder / "log"
        self._environment = inherited(
            {
                **{name: None for name in os.environ if name.startswith("TRADEPOST_")},
                **dict.fromkeys(("DATABASE_URL", "REDIS_URL", "MAKEFLAGS", "MAKELEVEL")),
                "TRADEPOST_HOME": str(self.home.folder),
                "TRADEPOST_PORT": str(self.port),
            }
        )

    @property
    def log(self) -> str:
        return self._log.read_text()

    def start(self, *command: str, **settings: str) -> subprocess.Popen[bytes]:
        with self._log.open("w") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env={**self._environment, **settings}, stdout=log, stderr=subprocess.STDOUT
            )

    def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < deadline, self.log
            time.sleep(0.1)

    def until_ready(self) -> None:
        self.until(lambda: f"ready http://127.0.0.1:{self.port}\n" in self.log)

    def entries(self, part: str) -> list[Entry]:
        return [entry for entry in self.home.register.entries() if entry.part == part]

    def kill_and_await(self, part: str) -> None:
        """Kill a part and see another of its kind come."""
        killed = self.entries(part)
        os.kill(killed[0].pid, signal.SIGKILL)
        self.until(lambda: self.entries(part) not in ([], killed))

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def paste(self) -> dict[str, Any]:
        """Do what the shown command does, and read its answer."""
        shown = self.log[self.log.index("curl ") :].replace("\\\n", "").splitlines()[0]
        curl = shlex.split(shown)
        headers = dict(value.split(": ", 1) for option, value in pairwise(curl) if option == "-H")
        request = urllib.request.Request(curl[2], curl[-1].encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            order: dict[str, Any] = json.load(answer)
        return order

    def nothing_is_left(self) -> bool:
        return postmaster_pid(self.home.postgres) is None and not self.home.register.entries() and not self.answers()


@pytest.fixture
def shop() -> Iterator[Shop]:
    with TemporaryDirectory(prefix="tradepost-up-") as folder:
        shop = Shop(Path(folder))
        yield shop
        end_everything(shop.home.folder)


def test_a_shop_is_opened_used_hurt_killed_and_opened_again(shop: Shop) -> None:
    shop.start(*MAKE_RUN)
    shop.until_ready()
    order = shop.paste()
    assert (order["status"], order["payment_status"]) == ("confirmed", "paid")
    assert shop.paste()["id"] == order["id"], "the same paste is the same order"
    the_password_is_shown_once(shop)

    shop.until(lambda: {entry.part for entry in shop.home.register.entries()} == PARTS)
    for part in ("worker", "api"):
        shop.kill_and_await(part)
    shop.until(shop.answers)

    left = [entry for entry in shop.home.register.entries() if entry.part != "up"]
    os.kill(shop.entries("up")[0].pid, signal.SIGKILL)
    assert shop.answers(), "the parts outlive their supervisor"

    make = shop.start(*MAKE_RUN)
    shop.until_ready()
    assert not any(entry.is_alive for entry in left)
    assert "filling the shop" not in shop.log
    assert shop.paste()["id"] > order["id"]

    make.send_signal(signal.SIGTERM)
    make.wait(60)
    shop.until(shop.nothing_is_left)


def the_password_is_shown_once(shop: Shop) -> None:
    (password,) = re.findall(r"password (\S+)", shop.log)
    assert shop.log.count(password) == 1
    assert stat.S_IMODE(shop.home.admin_file.stat().st_mode) == 0o600
    assert password in shop.home.admin_file.read_text()


def test_a_taken_port_and_a_taken_folder_are_told_at_once(shop: Shop) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", shop.port))
        taken.listen()
        refused = shop.start(sys.executable, "-m", "entrypoints.cli", "up")
        assert refused.wait(60) == 1
    assert f"127.0.0.1:{shop.port}: Address already in use; set TRADEPOST_PORT" in shop.log
    shop.home.occupy()
    refused = shop.start(sys.executable, "-m", "entrypoints.cli", "up")
    assert refused.wait(60) == 1
    assert "another `tradepost up` runs in" in shop.log


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

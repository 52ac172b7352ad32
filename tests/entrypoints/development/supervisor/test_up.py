"""`make run` end to end: start, use, faults, stop and restart."""

import json
import os
import re
import signal
import socket
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from entrypoints.development.supervisor.stale_processes import stop_everything
from tests.running.running_shop import ROOT, TRADEPOST, Shop
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = [pytest.mark.process, pytest.mark.timeout(400)]

MAKE_RUN = ("make", "--no-print-directory", "--assume-old=.venv/.set-up", "run")
PARTS = {"up", "valkey", "api", "worker", "relay", "scheduler", "payments"}


@pytest.fixture
def shop() -> Iterator[Shop]:
    with TemporaryDirectory(prefix="tradepost-up-") as folder:
        shop = Shop(Path(folder))
        # A copy of the repository as far as `make run` needs one, without what its owner may have in `.env`.
        for name in ("Makefile", ".venv", "pyproject.toml", "uv.lock"):
            (shop.folder / name).symlink_to(ROOT / name)
        yield shop
        stop_everything(shop.home.folder)


def test_a_shop_survives_killed_processes_and_a_restart(shop: Shop) -> None:
    shop.start(*MAKE_RUN)
    shop.until_ready()
    order = shop.paste()
    assert (order["status"], order["payment_status"]) == ("confirmed", "paid")
    assert shop.paste()["id"] == order["id"], "the same paste is the same order"
    the_password_is_kept_and_not_logged(shop)

    shop.until(lambda: {entry.part for entry in shop.home.process_registry.entries()} == PARTS)
    every_process_is_monitored(shop)
    for part in ("worker", "api"):
        shop.kill_and_await(part)
    shop.until(shop.answers)

    left = [entry for entry in shop.home.process_registry.entries() if entry.part != "up"]
    os.kill(shop.entries("up")[0].pid, signal.SIGKILL)
    assert shop.answers(), "the parts outlive their supervisor"

    make = shop.start(*MAKE_RUN)
    shop.until_ready()
    assert not any(entry.is_alive for entry in left)
    assert "loading demo products" not in shop.log
    assert shop.paste()["id"] > order["id"]

    make.send_signal(signal.SIGTERM)
    make.wait(TIMEOUT_SECONDS)
    shop.until(shop.nothing_is_left)


def every_process_is_monitored(shop: Shop) -> None:
    ports = json.loads(shop.home.running.read_text())["monitoring_ports"]
    assert set(ports) == {"worker", "relay", "scheduler"}
    for name, port in ports.items():
        assert f"{name} on port {port}" in shop.log
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as response:
            assert re.findall(r'tradepost_processes{process="(\w+)"} 1.0', response.read().decode()) == [name]


def the_password_is_kept_and_not_logged(shop: Shop) -> None:
    _, password = shop.home.admin_file.read_text().split()
    assert password not in shop.log
    assert f"password in {shop.home.admin_file}" in shop.log
    assert stat.S_IMODE(shop.home.admin_file.stat().st_mode) == 0o600


def test_a_used_port_and_a_locked_folder_are_reported_immediately(shop: Shop) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", shop.port))
        taken.listen()
        refused = shop.start(*TRADEPOST, "up")
        assert refused.wait(TIMEOUT_SECONDS) == 1
    assert f"127.0.0.1:{shop.port}: Address already in use; set TRADEPOST_PORT" in shop.log
    shop.home.lock()
    refused = shop.start(*TRADEPOST, "up")
    assert refused.wait(TIMEOUT_SECONDS) == 1
    assert "another `tradepost up` runs in" in shop.log

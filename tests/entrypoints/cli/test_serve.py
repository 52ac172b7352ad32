"""`tradepost serve` with several processes."""

import os
import re
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.running.serve_process import serving
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = pytest.mark.process

REQUESTS = 120


@pytest.fixture
def served(tmp_path: Path, database_url: str) -> Iterator[str]:
    """Two running processes, without Redis."""
    servers = {"DATABASE_URL": database_url, "REDIS_URL": "redis://127.0.0.1:1/0"}
    settings = {"TMPDIR": str(tmp_path), "TRADEPOST_RATE_LIMITS": "off", **servers}
    with serving(tmp_path, settings, processes=2) as command:
        yield command.address


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS) as response:
        return str(response.read().decode())


def ask_for_orders(address: str) -> int:
    try:
        read(f"{address}/v1/orders")
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def answered(metrics: str) -> float:
    (count,) = re.findall(
        r'^tradepost_http_requests_total{.*route="/v1/orders",status="401"} (\S+)$', metrics, re.MULTILINE
    )
    return float(count)


def processes(metrics: str) -> float:
    (count,) = re.findall(r'^tradepost_processes{process="api"} (\S+)$', metrics, re.MULTILINE)
    return float(count)


def same_responses(address: str, tell: Callable[[str], float], wanted: float) -> None:
    """Wait until all processes expose the same metrics."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while (reported := {tell(read(f"{address}/metrics")) for _ in range(10)}) != {wanted}:
        assert time.monotonic() < deadline, reported
        time.sleep(0.1)


def test_every_process_exposes_the_requests_of_all(served: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as callers:
        assert set(callers.map(ask_for_orders, [served] * REQUESTS)) == {401}
    # A request is counted when its answer has gone: the last one may not have been when its caller goes on.
    same_responses(served, answered, REQUESTS)
    (folder,) = tmp_path.glob("tradepost-metrics-*")
    assert len(list(folder.glob("counter_*.db"))) == 2, "both have counted"


def test_gauges_of_a_killed_process_disappear_and_its_counters_remain(served: str, tmp_path: Path) -> None:
    for _ in range(10):
        ask_for_orders(served)
    same_responses(served, answered, 10)
    same_responses(served, processes, 2)
    (folder,) = tmp_path.glob("tradepost-metrics-*")
    killed, _ = (int(file.stem.rpartition("_")[2]) for file in folder.glob("counter_*.db"))
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while len(list(folder.glob("counter_*.db"))) < 3:
        assert time.monotonic() < deadline, "no other has come"
        time.sleep(0.1)
    ask_for_orders(served)
    same_responses(served, answered, 11)
    same_responses(served, processes, 2)
    assert not list(folder.glob(f"gauge_live*_{killed}.db"))

"""Worker, relay and scheduler answer over HTTP while they run."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.running.running_shop import free_port
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = pytest.mark.process

OWN = {
    "worker": "tradepost_delivery_seconds_count",
    "relay": "tradepost_relay_deliveries_total",
    "scheduler": "tradepost_doctor_ran_timestamp_seconds",
}
"""A metric that the process is measured by, and the API is not."""
QUEUE = {"worker": True, "relay": True, "scheduler": False}
"""Whether the process has no work without the queue."""


class Monitored:
    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; 0 while nothing listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def until_answering(self) -> None:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while self.get("/health")[0] != 200:
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)


@contextmanager
def started(process: str, database_url: str, redis_url: str, folder: Path, **settings: str) -> Iterator[Monitored]:
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "TRADEPOST_METRICS_PORT": str(port),
        "TRADEPOST_HOME": str(folder),
        **settings,
    }
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "entrypoints.cli", process], env=environment, cwd=folder, stdout=log, stderr=log
        )
    try:
        yield Monitored(running, port)
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(TIMEOUT_SECONDS) == 0, (folder / "log").read_text()


def the_process_has_said_what_it_is(process: str, monitored: Monitored, folder: Path, broker_url: str) -> None:
    lines = [json.loads(line) for line in (folder / "log").read_text().splitlines()]
    (line,) = (line for line in lines if line["event"] == "process starts")
    assert (line["process"], line["pid"]) == (f"tradepost-{process}", monitored.process.pid)
    assert line["listens"] == f"127.0.0.1:{monitored.port}"
    assert (line["pool_size"], line["processes"], line["connections"]) == (20, 1, 20)
    assert line["queue"] == broker_url.removeprefix("redis://")
    assert not [line for line in lines if line.get("event") == "request"]


@pytest.mark.parametrize("process", OWN)
def test_a_process_has_metrics_and_health(process: str, database_url: str, broker_url: str, tmp_path: Path) -> None:
    with started(process, database_url, broker_url, tmp_path) as monitored:
        monitored.until_answering()
        the_process_has_said_what_it_is(process, monitored, tmp_path, broker_url)
        status, metrics = monitored.get("/metrics")
        assert status == 200
        assert re.search(rf'^tradepost_processes{{process="{process}"}} 1\.0$', metrics, re.MULTILINE)
        assert f"# TYPE {OWN[process].removesuffix('_count')} " in metrics
        status, report = monitored.get("/ready")
        assert (status, json.loads(report)["status"]) == (200, "ready")
        assert json.loads(report)["warnings"] == []
        assert set(json.loads(report)["parts"]) == {"postgres", "migrations", *(["redis"] if QUEUE[process] else [])}


def test_a_process_without_its_queue_is_not_ready(database_url: str, tmp_path: Path) -> None:
    with started("relay", database_url, "redis://127.0.0.1:1/0", tmp_path) as monitored:
        monitored.until_answering()
        status, report = monitored.get("/ready")
    assert (status, json.loads(report)["parts"]["redis"]["status"]) == (503, "down")


def test_a_process_shows_its_own_metrics_of_a_shared_folder(database_url: str, broker_url: str, tmp_path: Path) -> None:
    """The API shows the sum: a scrape of both must not count a process twice."""
    shared = tmp_path / "metrics"
    shared.mkdir()
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    variables = {"PROMETHEUS_MULTIPROC_DIR": str(shared)}
    with (
        started("relay", database_url, broker_url, folders[0], **variables) as relay,
        started("scheduler", database_url, broker_url, folders[1], **variables) as scheduler,
    ):
        for monitored, name in ((relay, "relay"), (scheduler, "scheduler")):
            monitored.until_answering()
            assert re.findall(r'^tradepost_processes{process="(\w+)"} 1\.0$', monitored.get("/metrics")[1], re.M) == [
                name
            ]


def test_a_taken_port_ends_a_process_with_one_sentence(database_url: str, broker_url: str, tmp_path: Path) -> None:
    with started("relay", database_url, broker_url, tmp_path) as monitored:
        monitored.until_answering()
        port = str(monitored.port)
        ended = subprocess.run(
            [sys.executable, "-m", "entrypoints.cli", "scheduler"],
            env={
                "PATH": os.environ["PATH"],
                "DATABASE_URL": database_url,
                "REDIS_URL": broker_url,
                "TRADEPOST_METRICS_PORT": port,
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"TRADEPOST_METRICS_PORT: cannot listen on 127.0.0.1:{port} ")
    assert len(ended.stderr.splitlines()) == 1

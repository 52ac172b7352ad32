"""`tradepost serve` told to stop while somebody listens."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE_SECONDS
from tests.running_shop import free_port

pytestmark = pytest.mark.process

WHO = {"email": "ada@example.com", "username": "ada", "password": "correct horse"}


@pytest.fixture(params=["1", "2"], ids=["one process", "two processes"])
def served(request: pytest.FixtureRequest, tmp_path: Path, database_url: str, redis_url: str) -> Iterator["Serving"]:
    """A running API."""
    port = free_port()
    environment = {
        **os.environ,
        "TMPDIR": str(tmp_path),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "TRADEPOST_PORT": str(port),
        "WORKERS": request.param,
    }
    log = tmp_path / "log"
    with log.open("w") as output:
        command = (sys.executable, "-m", "entrypoints.cli", "serve")
        process = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while log.read_text().count("Application startup complete") < int(request.param):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield Serving(f"http://127.0.0.1:{port}", process, log)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE_SECONDS)


class Serving:
    def __init__(self, address: str, process: subprocess.Popen[bytes], log: Path) -> None:
        self.address = address
        self.process = process
        self.log = log

    def ask(self, path: str, body: bytes, kind: str) -> dict[str, object]:
        request = urllib.request.Request(self.address + path, body, {"Content-Type": kind})
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            found: dict[str, object] = json.load(answer)
        return found

    def token(self) -> str:
        self.ask("/v1/users", json.dumps(WHO).encode(), "application/json")
        form = {"grant_type": "password", "username": WHO["username"], "password": WHO["password"]}
        encoded = urllib.parse.urlencode(form).encode()
        return str(self.ask("/v1/auth/token", encoded, "application/x-www-form-urlencoded")["access_token"])


def test_open_streams_do_not_delay_the_stop(served: Serving) -> None:
    headers = {"Authorization": f"Bearer {served.token()}"}
    request = urllib.request.Request(f"{served.address}/v1/orders/stream", headers=headers)
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as stream:
        assert stream.readline() == b"retry: 2000\n"
        served.process.send_signal(signal.SIGTERM)
        stream.read()
        served.process.wait(PATIENCE_SECONDS)
    log = served.log.read_text()
    assert "timeout graceful shutdown exceeded" not in log, "the server waits up to 25 seconds for answers under way"
    assert "ASGI" not in log, log
    assert "Traceback" not in log, log

"""`tradepost serve` stops while an event stream is open."""

import json
import signal
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running.serve_process import ServedCommand, serving
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = pytest.mark.process

WHO = {"email": "ada@example.com", "username": "ada", "password": "correct horse"}


@pytest.fixture(params=[1, 2], ids=["one process", "two processes"])
def served(
    request: pytest.FixtureRequest, tmp_path: Path, database_url: str, redis_url: str
) -> Iterator[ServedCommand]:
    """A running API."""
    settings = {"TMPDIR": str(tmp_path), "DATABASE_URL": database_url, "REDIS_URL": redis_url}
    with serving(tmp_path, settings, processes=request.param) as command:
        yield command


def ask(address: str, body: bytes, kind: str) -> dict[str, object]:
    request = urllib.request.Request(address, body, {"Content-Type": kind})
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
        found: dict[str, object] = json.load(response)
    return found


def token(address: str) -> str:
    ask(f"{address}/v1/users", json.dumps(WHO).encode(), "application/json")
    form = {"grant_type": "password", "username": WHO["username"], "password": WHO["password"]}
    encoded = urllib.parse.urlencode(form).encode()
    return str(ask(f"{address}/v1/auth/token", encoded, "application/x-www-form-urlencoded")["access_token"])


def test_open_streams_do_not_delay_the_stop(served: ServedCommand) -> None:
    headers = {"Authorization": f"Bearer {token(served.address)}"}
    request = urllib.request.Request(f"{served.address}/v1/orders/stream", headers=headers)
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as stream:
        assert stream.readline() == b"retry: 2000\n"
        served.process.send_signal(signal.SIGTERM)
        stream.read()
        served.process.wait(TIMEOUT_SECONDS)
    log = served.log.read_text()
    assert "timeout graceful shutdown exceeded" not in log, "the server waits up to 25 seconds for answers under way"
    assert "ASGI" not in log, log
    assert "Traceback" not in log, log

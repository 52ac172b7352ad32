"""Traces are exported if configured; otherwise the SDK is not even loaded."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.timeouts import TIMEOUT_SECONDS

SERVERS = {"DATABASE_URL": "postgresql://unknown@127.0.0.1:1/nothing", "REDIS_URL": "redis://127.0.0.1:1/0"}
CREATED = """
import sys
from entrypoints.http.asgi import create
create()
print(sorted(sys.modules.keys() & {"entrypoints.tracing", "shared.infra.tracing.otel", "opentelemetry.sdk.trace"}))
"""
WITHOUT_EXTRA = "import sys; sys.modules['opentelemetry.exporter'] = None\n"

pytestmark = pytest.mark.process


class Collector(ThreadingHTTPServer):
    """Records the path and the body of exports."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.came: list[tuple[str, bytes]] = []


class Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert isinstance(self.server, Collector)
        self.server.came.append((self.path, body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the library's name
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    server = Collector()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def run(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **SERVERS, **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )


def test_without_tracing_no_tracing_library_is_imported(tmp_path: Path) -> None:
    ended = run(CREATED, tmp_path)
    assert ended.stdout == "[]\n", ended.stderr


def test_spans_are_exported_before_the_process_ends(tmp_path: Path, collector: Collector) -> None:
    code = CREATED + "from shared.infra.tracing.spans import span\nwith span('mow the lawn'): pass\n"
    address = f"http://127.0.0.1:{collector.server_port}"
    ended = run(code, tmp_path, TRADEPOST_OTLP_ENDPOINT=address, NO_PROXY="127.0.0.1", OTEL_BSP_EXPORT_TIMEOUT="5000")
    assert "otel" in ended.stdout, ended.stderr
    ((path, body),) = collector.came
    assert path == "/v1/traces"
    assert b"mow the lawn" in body
    assert b"tradepost-api" in body


def test_without_the_tracing_extra_the_process_does_not_start(tmp_path: Path) -> None:
    code = WITHOUT_EXTRA + "from entrypoints.cli.main import app; app(['worker'])"
    ended = run(code, tmp_path, TRADEPOST_OTLP_ENDPOINT="http://127.0.0.1:4318")
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr == "TRADEPOST_OTLP_ENDPOINT: needs the extra `otlp`\n"

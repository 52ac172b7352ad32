"""schemathesis has every check on, and finds what is planted."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import orjson
import pytest
from schemathesis.config import ChecksConfig

from tests.openapi.attacking import CHECKS, attack

pytestmark = [pytest.mark.process, pytest.mark.timeout(1800)]


def test_every_check_is_on() -> None:
    known = {name for name in ChecksConfig.__annotations__ if not name.startswith("_")} - {"max_response_time"}
    assert known == set(CHECKS)
    assert all(getattr(ChecksConfig(), name).enabled for name in CHECKS)


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "A small shop", "version": "1"},
    "paths": {
        path: {
            "get": {
                "responses": {
                    "200": {
                        "description": "A number.",
                        "content": {"application/json": {"schema": {"type": "integer"}}},
                    }
                }
            }
        }
        for path in ("/good", "/breaks", "/lies", "/surprises")
    },
}
ANSWERS = {
    "/openapi.json": (200, orjson.dumps(DOCUMENT)),
    "/good": (200, b"7"),
    "/breaks": (500, b"7"),
    "/lies": (200, b'"seven"'),
    "/surprises": (207, b"7"),
}


class SmallShop(BaseHTTPRequestHandler):
    """Answers as planted."""

    def answer(self) -> None:
        status, body = ANSWERS[self.path.partition("?")[0]] if self.command == "GET" else (405, b"{}")
        self.send_response(status)
        self.send_header("Allow", "GET")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


for _method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "OPTIONS"):
    setattr(SmallShop, f"do_{_method}", SmallShop.answer)


@contextmanager
def small_shop() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), SmallShop)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_it_finds_what_is_planted(tmp_path: Path) -> None:
    with small_shop() as address:
        found = attack(f"{address}/openapi.json", tmp_path, seed=1)
    assert found.tested == 4
    told = {one["type"]: one["operations"] for one in found.report["failures"]}
    assert told["ServerError"] == ["GET /breaks"]
    assert told["JsonSchemaError"] == ["GET /lies"]
    assert "GET /surprises" in told["UndefinedStatusCode"]
    assert not any("GET /good" in operations for operations in told.values())

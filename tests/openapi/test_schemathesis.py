"""schemathesis finds no error in any operation, and finds planted errors.

A run tests a part of the boundary values. The part depends only on the operations, so that a change never fails because
of another seed. `--seed` chooses a seed; `make test-long` tests ten times as many values.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zlib import crc32

import httpx2
import orjson
import pytest
from schemathesis.config import ChecksConfig

from tests.openapi.live_shop import LOCATIONS, SKUS, live_shop
from tests.openapi.schemathesis_runner import CHECKS, run_schemathesis

pytestmark = [pytest.mark.process, pytest.mark.timeout(1800)]

REAL = {
    "path.sku": SKUS,
    "path.location_code": LOCATIONS,
    "body.sku": SKUS,
    "body.location_code": LOCATIONS,
    "body.from_location_code": LOCATIONS,
    "body.to_location_code": LOCATIONS,
    "body.items[*].sku": SKUS,
    "body.lines[*].sku": SKUS,
    "body.lines[*].location_code": LOCATIONS,
}


def seed_of(document: Mapping[str, Any]) -> int:
    """The seed of a set of operations."""
    return crc32(
        "".join(sorted(f"{path} {method}" for path, item in document["paths"].items() for method in item)).encode()
    )


@pytest.mark.parametrize(
    ("share", "examples", "least"),
    [pytest.param(1 / 40, 1, 500, id="short"), pytest.param(1 / 4, 5, 3_000, id="long", marks=pytest.mark.long)],
)
def test_schemathesis_finds_no_failures(
    tmp_path: Path,
    database_url: str,
    redis_url: str,
    pytestconfig: pytest.Config,
    share: float,
    examples: int,
    least: int,
) -> None:
    with live_shop(tmp_path, database_url, redis_url) as shop:
        spared = f"user_id={shop.admin_id},key_id={shop.key_id}"
        document = f"{shop.url}/api/openapi.json"
        # Made at the first request, which takes its time.
        reported = httpx2.get(document, trust_env=False, timeout=120).json()
        seed = int(pytestconfig.getoption("seed") or seed_of(reported))
        before = shop.done("GET", "/v1/audit")["total"]
        found = run_schemathesis(
            document,
            tmp_path,
            seed=seed,
            examples=examples,
            share=share,
            token=shop.key,
            spared=spared,
            values=REAL,
        )
        assert found.failures == [], f"--seed {seed}\n{found.said[-20_000:]}"
        did = shop.done("GET", "/v1/audit")["total"] - before
        assert did > 10, "it was let in to the end, and did something"
    operations = found.report["operations"]
    assert operations["tested"] == operations["selected"] == operations["total"] > 100, "no operation is left out"
    assert (operations["errored"], operations["skipped"], found.report["errors"]) == (0, 0, [])
    assert found.tried > least
    tried = f"{found.tested} operations, {found.tried} examples, {did} commands that had an effect"
    print(f"schemathesis, seed {seed}: {tried}, no failures")


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
    """Responds with planted errors."""

    def answer(self) -> None:
        status, body = ANSWERS.get(self.path.partition("?")[0], (404, b"{}")) if self.command == "GET" else (405, b"{}")
        self.send_response(status)
        self.send_header("Allow", "GET")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


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


def test_schemathesis_finds_planted_failures(tmp_path: Path) -> None:
    with small_shop() as address:
        found = run_schemathesis(f"{address}/openapi.json", tmp_path, seed=1)
    assert found.tested == 4
    reported = {one["type"]: one["operations"] for one in found.report["failures"]}
    assert reported["ServerError"] == ["GET /breaks"]
    assert reported["JsonSchemaError"] == ["GET /lies"]
    assert "GET /surprises" in reported["UndefinedStatusCode"]
    assert not any("GET /good" in operations for operations in reported.values())

"""Errors of the program arrive at a server with Sentry's protocol, without what customers sent."""

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NoReturn

import httpx2
import pytest
import sentry_sdk

from entrypoints import error_reporting
from entrypoints.api_program import ApiProgram
from entrypoints.configuration import environment
from entrypoints.configuration.environment import SettingsError
from entrypoints.processes.scheduler import Scheduler
from shared.infra import logging
from shared.infra.sql.job_lock import JobLock
from shared.kernel.module import Job
from tests.entrypoints.telemetry.orders import order
from tests.running.program_app import program_app
from tests.settings import settings_of

SECRET = "grace@example.com"
TOKEN = "s3cret-token"


class Receiver(ThreadingHTTPServer):
    """Stores the events of the envelopes that it gets."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.bodies: list[str] = []

    @property
    def dsn(self) -> str:
        return f"http://public@127.0.0.1:{self.server_port}/1"

    def events(self) -> list[dict[str, Any]]:
        sentry_sdk.flush(10)
        return [json.loads(line) for body in self.bodies for line in body.splitlines() if '"exception"' in line]


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append((gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode())
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        answering = Thread(target=server.serve_forever)
        answering.start()
        error_reporting.start(server.dsn, "tradepost-test", "production")
        yield server
        logging.report_errors_to(None)
        sentry_sdk.get_client().close()
        sentry_sdk.get_global_scope().set_client(None)
        server.shutdown()
        answering.join()


async def test_a_failed_job_is_reported_without_its_message(program: ApiProgram, receiver: Receiver) -> None:
    async def broken() -> NoReturn:
        raise RuntimeError(f"not for {SECRET}")

    logging.configure()
    logging.bind_ids({})  # other tests leave those of their last request
    await Scheduler([], JobLock(program.database())).once(Job("test.reported", timedelta(days=1), broken))
    (event,) = receiver.events()
    (error,) = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("RuntimeError", "")
    assert error["stacktrace"]["frames"][-1]["function"] == "broken"
    assert "vars" not in error["stacktrace"]["frames"][-1]
    assert event["tags"] == {"process": "tradepost-test", "log_event": "job failed", "job": "test.reported"}
    assert event["environment"] == "production"
    assert SECRET not in str(receiver.bodies)


async def test_an_unhandled_error_of_a_request_is_reported_without_the_request(
    program: ApiProgram, shop: httpx2.AsyncClient, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> NoReturn:
        raise ValueError(SECRET)

    app = program_app(program)
    monkeypatch.setattr("modules.orders.application.queries.list_orders.ListOrders.__call__", broken)
    transport = httpx2.ASGITransport(app, client=("127.0.0.1", 1), raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {TOKEN}", "X-Request-ID": "reported-request"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop", headers=headers) as client:
        assert (await client.get(f"/v1/orders?q={SECRET}")).status_code == 500
    (event,) = receiver.events()
    assert event["exception"]["values"][-1]["type"] == "ValueError"
    assert event["tags"]["request_id"] == "reported-request"
    assert "request" not in event
    assert "user" not in event
    assert not [word for word in (SECRET, TOKEN) if word in str(receiver.bodies)]


async def test_a_refused_request_is_not_reported(shop: httpx2.AsyncClient, receiver: Receiver) -> None:
    assert (await shop.post("/v1/orders", json=order(99))).status_code == 409
    assert receiver.events() == []


def test_a_dsn_without_the_extra_is_an_error_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda _: None)
    with pytest.raises(SettingsError, match="TRADEPOST_SENTRY_DSN: needs the extra `sentry`"):
        settings_of(TRADEPOST_SENTRY_DSN="https://key@sentry.example/1")

"""`/health`, `/ready` and `/metrics` of a process that serves no API."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx2
import pytest

from entrypoints.monitoring.app import MonitoringApp
from entrypoints.monitoring.server import MonitoringServer, PortInUse, monitoring_server
from shared.infra.telemetry.health import Probe
from shared.infra.telemetry.samples import GaugeSampler
from tests.settings import settings_of
from tests.timeouts import TIMEOUT_SECONDS


async def well() -> Mapping[str, object]:
    return {"revision": "0001"}


async def ill() -> Mapping[str, object]:
    raise ConnectionError("postgres://tradepost:secret@db")


async def rendered() -> bytes:
    return b"tradepost_processes 1\n"


@asynccontextmanager
async def running(*probes: Probe, token: str | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a server that listens on a free port and has ended afterwards."""
    app = MonitoringApp("1.2.3", probes, rendered, metrics_token=token)
    server = MonitoringServer(app, socket.create_server(("127.0.0.1", 0)))
    stop = asyncio.Event()
    serving = asyncio.create_task(server.run(stop))
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
        yield client
        stop.set()
        await asyncio.wait_for(serving, TIMEOUT_SECONDS)
        with pytest.raises(httpx2.HTTPError):
            await client.get("/health")


async def test_the_health_check_uses_no_servers() -> None:
    async with running(Probe("postgres", ill)) as client:
        response = await client.get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "version": "1.2.3"})
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("essential", "other", "status", "word"),
    [(well, well, 200, "ready"), (well, ill, 200, "degraded"), (ill, well, 503, "unavailable")],
)
async def test_readiness_is_reported_as_by_the_api(*, essential: object, other: object, status: int, word: str) -> None:
    probes = [Probe("postgres", essential), Probe("redis", other, essential=False)]  # type: ignore[arg-type]  # either
    async with running(*probes) as client:
        response = await client.get("/ready")
    assert (response.status_code, response.json()["status"]) == (status, word)
    assert list(response.json()["parts"]) == ["postgres", "redis"]
    assert "secret" not in response.text


async def test_metrics_are_for_loopback_callers() -> None:
    async with running() as client:
        response = await client.get("/metrics")
        forwarded = await client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.1"})
    assert (response.status_code, response.text) == (200, "tradepost_processes 1\n")
    assert response.headers["content-type"].startswith("text/plain")
    assert forwarded.status_code == 404


async def test_the_token_gives_access_to_metrics() -> None:
    async with running(token="s3cret") as client:
        found = [
            (await client.get("/metrics", headers=headers)).status_code
            for headers in ({}, {"Authorization": "Bearer other"}, {"Authorization": "Bearer s3cret"})
        ]
    assert found == [404, 404, 200]


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/v1/orders", 404), ("POST", "/metrics", 405), ("HEAD", "/health", 200)]
)
async def test_only_known_paths_and_methods_are_served(method: str, path: str, status: int) -> None:
    async with running() as client:
        response = await client.request(method, path)
    assert response.status_code == status
    assert (response.content == b"") is (method == "HEAD")


async def test_a_request_that_is_not_http_does_not_end_the_server() -> None:
    async with running() as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        writer.write(b"\x16\x03\x01\x02\x00\r\n\r\n")
        assert (await asyncio.wait_for(reader.read(), TIMEOUT_SECONDS)).startswith(b"HTTP/1.1 400 ")
        writer.close()
        assert (await client.get("/health")).status_code == 200


def test_a_taken_port_is_reported_with_the_variable_to_set() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"TRADEPOST_METRICS_PORT: cannot listen on 127.0.0.1:{port} "):
            monitoring_server(settings_of(), port, probes=[], samples=GaugeSampler())

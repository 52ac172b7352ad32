"""The API application, assembled from settings and components."""

from typing import Annotated, Any

import httpx2
import pytest
from asgi_lifespan import LifespanManager
from fastapi import APIRouter, Depends
from starlette.responses import Response

from entrypoints.processes.api import ApiComponents, create_app, create_http_services
from entrypoints.settings import Settings
from shared.infra.cache.sliding_window import InMemorySlidingWindow
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import command
from shared.infra.http.responses import rendered
from shared.infra.http.responses.problem_codes import ProblemCodes
from shared.infra.http.routers import StrictRouter
from shared.infra.telemetry.health import Probe
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Principal
from tests.running.http_services import NoPrincipals
from tests.timeouts import TIMEOUT_SECONDS


async def authenticate(token: str) -> Principal:
    if token != "good":
        raise Unauthenticated("token_invalid", "no")
    return Principal("1", "user")


async def well() -> dict[str, object]:
    return {}


class Process:
    """An API process that records startup and shutdown."""

    def __init__(self, **values: Any) -> None:
        base: dict[str, Any] = {"DATABASE_URL": "postgresql://x@h/d", "REDIS_URL": "redis://h", "secret_keys": "k" * 32}
        self.settings = Settings(**{**base, **values})
        self.steps: list[str] = []
        self.fails = False

    def router(self) -> APIRouter:
        routes = StrictRouter("/v1/things")

        @routes.post("", operation_id="make")
        async def make(call: Annotated[CommandRequest, Depends(command(keyed="required"))]) -> Response:
            return rendered.to_response(rendered.no_content())

        return routes

    async def opened(self) -> None:
        self.steps.append("opened")
        if self.fails:
            raise OSError("no database")

    async def closed(self) -> None:
        self.steps.append("closed")

    def app(self) -> Any:
        services = create_http_services(
            self.settings, authenticate, InMemorySlidingWindow(), NoPrincipals(), ProblemCodes()
        )
        return create_app(
            ApiComponents(self.settings, [self.router()], services, [Probe("postgres", well)], self.opened, self.closed)
        )

    async def status(self, method: str, path: str) -> int:
        transport = httpx2.ASGITransport(self.app(), client=("127.0.0.1", 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as client:
            headers = {"Authorization": "Bearer good"}
            return (await client.request(method, path, headers=headers)).status_code


async def test_resources_are_open_while_requests_are_served() -> None:
    process = Process()
    async with LifespanManager(process.app(), TIMEOUT_SECONDS, TIMEOUT_SECONDS):
        assert process.steps == ["opened"]
    assert process.steps == ["opened", "closed"]


async def test_a_resource_that_failed_to_open_is_closed() -> None:
    process = Process()
    process.fails = True
    with pytest.raises(OSError, match="no database"):
        async with LifespanManager(process.app(), TIMEOUT_SECONDS, TIMEOUT_SECONDS):
            pytest.fail("it must not serve")
    assert process.steps == ["opened", "closed"]


@pytest.mark.parametrize(("strict", "status"), [(True, 400), (False, 204)])
async def test_idempotency_keys_are_required_in_strict_mode(strict: bool, status: int) -> None:
    assert await Process(idempotency_strict=strict).status("POST", "/v1/things") == status


@pytest.mark.parametrize(("exposed", "status"), [(True, 200), (False, 404), (None, 200)])
async def test_documentation_is_a_setting(exposed: bool | None, status: int) -> None:
    assert await Process(expose_docs=exposed).status("GET", "/api/docs") == status


async def test_production_serves_no_documentation_by_default() -> None:
    assert await Process(env="production").status("GET", "/api/docs") == 404
    assert await Process(env="production", expose_docs=True).status("GET", "/api/docs") == 200


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics", "/problems/busy", "/api/openapi.json"])
async def test_pages_outside_of_the_api_are_served(path: str) -> None:
    assert await Process().status("GET", path) == 200


@pytest.mark.parametrize(("limits", "status"), [("on", 429), ("off", 204)])
async def test_limits_are_a_setting(limits: str, status: int) -> None:
    process = Process(rate_limits=limits, rate_limit_default="1/60", idempotency_strict=False)
    transport = httpx2.ASGITransport(process.app())
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as client:
        headers = {"Authorization": "Bearer good"}
        rendered = [(await client.post("/v1/things", headers=headers)).status_code for _ in range(2)]
    assert rendered == [204, status]

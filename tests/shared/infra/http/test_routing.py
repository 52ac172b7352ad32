"""Included routes: which one is matched, and how FastAPI's parameters and bodies are answered."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from starlette.responses import Response

from shared.infra.http.app import HttpSettings, create_application, strict_routes
from shared.infra.http.requests.fields import PathId
from shared.infra.http.routers import StrictRouter
from tests.running.http_services import http_services
from tests.shared.infra.http.sample_routes import SignedIn, done, things
from tests.shared.infra.http.small_shop import Shop, authenticate


@asynccontextmanager
async def nothing(_app: FastAPI) -> AsyncIterator[None]:
    yield


def app_of(*routers: APIRouter) -> FastAPI:
    services = http_services(authenticate)
    return create_application(
        HttpSettings("1"), routers, [], log_line=lambda _: None, lifespan=nothing, services=services
    )


def client_of(app: FastAPI, root_path: str = "") -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app, root_path=root_path)
    return httpx2.AsyncClient(transport=transport, base_url="http://shop", headers={"Authorization": "Bearer writer"})


@pytest.fixture
def client() -> httpx2.AsyncClient:
    return client_of(app_of(things))


def errors_of(response: httpx2.Response) -> Sequence[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in response.json()["errors"]]


async def test_parameters_and_body_are_given_to_the_handler(client: httpx2.AsyncClient) -> None:
    response = await client.put("/v1/things/one/7", json={"name": " a ", "price_cents": 5, "quantity": 2})
    assert response.json() == {"id": 7, "name": "user:2 a", "version": 2}
    assert done[-1] == 7, "background tasks run"


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        (b"", [("", "required")]),
        (b"null", [("", "object_type")]),
        (b"[]", [("", "object_type")]),
        (b'"x"', [("", "object_type")]),
        (
            b'{"name": 1, "price_cents": true, "metadata": [], "x": 1}',
            [
                ("/name", "string_type"),
                ("/price_cents", "int_type"),
                ("/metadata", "object_type"),
                ("/x", "unknown_field"),
            ],
        ),
        (b'{"name": "a", "price_cents": 5, "parent_id": {"a": [1]}}', [("/parent_id", "int_type")]),
    ],
)
async def test_invalid_bodies_are_rejected(
    client: httpx2.AsyncClient, body: bytes, errors: list[tuple[str, str]]
) -> None:
    headers = {"Content-Type": "application/json"}
    response = await client.put("/v1/things/one/7", content=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert errors_of(response) == errors


@pytest.mark.parametrize("body", [b'{"name": "a", "price_cents": 5}', b"{}"])
async def test_an_id_that_cannot_exist_is_not_found_whatever_the_body(client: httpx2.AsyncClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = await client.put("/v1/things/one/0", content=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_malformed_json(client: httpx2.AsyncClient) -> None:
    response = await client.put("/v1/things/one/7", content=b"{", headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (400, "malformed_json")


@pytest.mark.parametrize(
    ("query", "if_match", "text"),
    [
        ("colour=red", None, "7 None ['red'] 5 False"),
        ("colour=red&colour=blue&limit=3", '"3"', "7 3 ['red', 'blue'] 3 False"),
        ("colour=red&is-deep=1", "x", "7 -1 ['red'] 5 True"),
    ],
)
async def test_query_and_headers(client: httpx2.AsyncClient, query: str, if_match: str | None, text: str) -> None:
    headers = {"If-Match": if_match} if if_match else {}
    assert (await client.get(f"/v1/things/list/7?{query}", headers=headers)).text == text


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("", [("/query/colour", "required")]),
        ("limit=3", [("/query/colour", "required")]),
        ("colour=&limit=", [("/query/limit", "value_error")]),
        ("colour=r&colour=r&colour=r&colour=r", [("/query/colour", "too_long")]),
        ("colour=red&is-deep=x&limit=0", [("/query/limit", "greater_than_equal"), ("/query/is-deep", "bool_parsing")]),
    ],
)
async def test_invalid_queries_are_rejected(
    client: httpx2.AsyncClient, query: str, errors: list[tuple[str, str]]
) -> None:
    response = await client.get(f"/v1/things/list/7?{query}")
    assert (response.status_code, errors_of(response)) == (422, errors)


async def test_a_range_is_checked_once_its_bounds_are_valid(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/v1/things/range?size_min=1&size_max=1")).text == "1 1"
    assert (await client.get("/v1/things/range?size_min=1")).text == "1 None"
    upside_down = await client.get("/v1/things/range?size_min=2&size_max=1")
    assert errors_of(upside_down) == [("/query/size_min", "empty_range"), ("/query/size_max", "empty_range")]
    assert errors_of(await client.get("/v1/things/range?size_min=2&size_max=x")) == [("/query/size_max", "value_error")]


async def test_embedded_and_optional_bodies(client: httpx2.AsyncClient) -> None:
    assert (await client.put("/v1/things/embedded", json={"name": "x"})).text == "x"
    assert (await client.put("/v1/things/optional")).text == "none"


async def test_a_handler_can_receive_the_request(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/v1/things/request/x")).text == "x GET"
    assert (await client.get("/v1/things/request/x%00y")).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/v1/things/one/7", 422),
        ("GET", "/v1/things/one/7", 405),
        ("GET", "/v1/things/one/x", 404),
        ("GET", "/v1/things/one", 404),
        ("GET", "/v1/things", 404),
        ("GET", "/v1", 404),
        ("GET", "//", 200),
        ("GET", "/v1/things/request/x/", 308),
        ("GET", "/v1/things/request/x%2F", 308),
    ],
)
async def test_paths(client: httpx2.AsyncClient, method: str, path: str, status: int) -> None:
    response = await client.request(method, path)
    assert response.status_code == status
    assert status != 405 or response.headers["allow"] == "PUT"


async def test_routers_may_be_included_in_routers() -> None:
    first, second = StrictRouter("/v1/first"), StrictRouter("/v1/second")

    @first.get("/{number:int}")
    async def read(number: PathId, _: SignedIn) -> Response:
        return Response(f"first {number}")

    @second.delete("/{number:int}")
    async def drop(number: PathId, _: SignedIn) -> Response:
        return Response(f"second {number}")

    @second.post("/{number:int}")
    async def post(number: PathId, _: SignedIn) -> Response:
        return Response(f"second {number}")

    whole = APIRouter()
    for each in (first, second):
        whole.include_router(each)
    app = app_of(things, whole)
    assert [route.path for route in strict_routes(app)][-3:] == [
        "/v1/first/{number:int}",
        *["/v1/second/{number:int}"] * 2,
    ]
    async with client_of(app) as client:
        assert (await client.get("/v1/first/7")).text == "first 7"
        assert (await client.delete("/v1/second/7")).text == "second 7"
        refused = await client.get("/v1/second/7")
        assert (refused.status_code, refused.headers["allow"]) == (405, "DELETE, POST")
        assert "`/v1/second/{number}`" in (await client.delete("/v1/sekond/7")).json()["detail"]


async def test_a_root_path_is_not_part_of_the_routes() -> None:
    async with client_of(app_of(things), root_path="/shop") as client:
        assert (await client.get("/shop/v1/things/request/x")).text == "x GET"


async def test_pages_beside_the_api_are_found(shop: Shop) -> None:
    assert (await shop.http.post("/v1/things/login", data={"username": "a", "password": "b"})).status_code == 200
    assert (await shop.http.get("/problems/busy")).status_code == 200
    assert (await shop.http.get("/api/docs")).status_code == 200


def test_routes_are_resolved_before_the_first_request(monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_of(things)

    def late(*_: Any) -> None:
        raise AssertionError("a route was resolved while a request waited")

    monkeypatch.setattr("shared.infra.http.routing.StrictRoute.get_route_handler", late)
    assert len(strict_routes(app)) == len(things.routes)

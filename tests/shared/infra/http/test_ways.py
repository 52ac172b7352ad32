"""The short way through simple routes, and the index in front of all, change nothing but the time."""

from typing import Annotated

import httpx2
import pytest
from fastapi import BackgroundTasks, Body, Depends, FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from shared.infra.http import exception_handlers
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.rate_limit import RateLimiter
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.direct import direct_handler
from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.requests.fields import PathId, QueryInt
from shared.infra.http.responses import rendered
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.route_index import RouteIndex
from shared.infra.http.routing import StrictRoute, router
from shared.kernel.principal import Principal
from tests.shared.infra.http.small_shop import Shop, ThingIn, ThingOut, authenticate

GUARD = Authorizer(authenticate, RateLimiter(None, {}), Cursors(["k" * 32]))
things = router("/v1/things")


def shown(thing_id: int, body: ThingIn, caller: str) -> Response:
    return rendered.to_response(rendered.ok(ThingOut(id=thing_id, name=f"{caller} {body.name}", version=body.quantity)))


@things.put("/short/{thing_id:int}")
async def short(
    thing_id: PathId, body: ThingIn, call: Annotated[CommandRequest, Depends(GUARD.command("things:write"))]
) -> Response:
    return shown(thing_id, body, call.principal.name)


@things.put("/long/{thing_id:int}")
async def long(
    thing_id: PathId,
    body: ThingIn,
    call: Annotated[CommandRequest, Depends(GUARD.command("things:write"))],
    tasks: BackgroundTasks,
) -> Response:
    return shown(thing_id, body, call.principal.name)


class Colours:
    async def __call__(
        self, colour: Annotated[list[str], Query(max_length=3)], limit: Annotated[QueryInt, Query(ge=1, le=9)] = 5
    ) -> str:
        return f"{colour} {limit}"


@things.get("/short-list/{number:int}")
async def short_list(
    number: PathId,
    version: ExpectedVersion,
    colours: Annotated[str, Depends(Colours())],
    _: Annotated[Principal, Depends(GUARD.known())],
    deep: Annotated[bool, Query(alias="is-deep")] = False,
) -> Response:
    return Response(f"{number} {version} {colours} {deep}")


@things.get("/long-list/{number:int}")
async def long_list(
    number: PathId,
    version: ExpectedVersion,
    colours: Annotated[str, Depends(Colours())],
    _: Annotated[Principal, Depends(GUARD.known())],
    tasks: BackgroundTasks,
    deep: Annotated[bool, Query(alias="is-deep")] = False,
) -> Response:
    return Response(f"{number} {version} {colours} {deep}")


@things.put("/embedded")
async def embedded(name: Annotated[str, Body(embed=True)], _: Annotated[Principal, Depends(GUARD.known())]) -> Response:
    return Response(name)


@things.put("/optional")
async def optional(_: Annotated[Principal, Depends(GUARD.known())], body: ThingIn | None = None) -> Response:
    return Response(body.name if body else "none")


@things.get("/request/{name}")
async def with_request(name: str, request: Request, _: Annotated[Principal, Depends(GUARD.known())]) -> Response:
    return Response(f"{name} {request.method}")


def route(name: str) -> StrictRoute:
    (found,) = [one for one in things.routes if isinstance(one, StrictRoute) and one.name == name]
    return found


@pytest.mark.parametrize(
    ("name", "is_short"),
    [
        ("short", True),
        ("long", False),
        ("short_list", True),
        ("long_list", False),
        ("embedded", False),
        ("optional", False),
        ("with_request", True),
    ],
)
def test_which_routes_are_simple(name: str, is_short: bool) -> None:
    assert (direct_handler(route(name)) is not None) == is_short


@pytest.fixture
def client() -> httpx2.AsyncClient:
    app = FastAPI()
    app.router.routes += things.routes
    exception_handlers.install(app)
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="http://shop", headers={"Authorization": "Bearer writer"}
    )


REQUESTS = {
    "sound": ("7", b'{"name": " a ", "price_cents": 5, "quantity": 2}'),
    "no body": ("7", b""),
    "null": ("7", b"null"),
    "a list": ("7", b"[]"),
    "a string": ("7", b'"x"'),
    "wrong fields": ("7", b'{"name": 1, "price_cents": true, "metadata": [], "x": 1}'),
    "inside": ("7", b'{"name": "a", "price_cents": 5, "parent_id": {"a": [1]}}'),
    "an id that cannot be": ("0", b'{"name": "a", "price_cents": 5}'),
    "both": ("0", b"{}"),
    "no JSON": ("7", b"{"),
}


@pytest.mark.parametrize(("number", "body"), REQUESTS.values(), ids=REQUESTS)
async def test_both_ways_answer_the_same(client: httpx2.AsyncClient, number: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    one, other = [
        await client.put(f"/v1/things/{way}/{number}", content=body, headers=headers) for way in ("short", "long")
    ]
    assert one.status_code == other.status_code
    mine, theirs = one.json(), other.json()
    for problem in (mine, theirs):
        problem.pop("instance", None)
    assert mine == theirs


@pytest.mark.parametrize("number", ["7", "0"])
@pytest.mark.parametrize("if_match", [None, '"3"', "x"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "colour=red",
        "colour=red&colour=blue&limit=3",
        "colour=red&is-deep=1",
        "colour=red&is-deep=x&limit=0",
        "colour=r&colour=r&colour=r&colour=r",
        "limit=3",
        "colour=&limit=",
    ],
)
async def test_both_ways_read_parameters_the_same(
    client: httpx2.AsyncClient, number: str, if_match: str | None, query: str
) -> None:
    headers = {"If-Match": if_match} if if_match else {}
    one, other = [
        await client.get(f"/v1/things/{way}-list/{number}?{query}", headers=headers) for way in ("short", "long")
    ]
    assert one.status_code == other.status_code
    assert one.text.replace("short-list", "long-list") == other.text


async def test_a_route_can_have_its_request(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/v1/things/request/x")).text == "x GET"
    assert (await client.get("/v1/things/request/x%00y")).status_code == 404
    assert (await client.put("/v1/things/optional")).text == "none"


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("PUT", "/v1/things/short/7", Match.FULL),
        ("GET", "/v1/things/short/7", Match.PARTIAL),
        ("GET", "/v1/things/short/x", Match.NONE),
        ("GET", "/v1/things", Match.NONE),
        ("GET", "/v1", Match.NONE),
        ("GET", "/", Match.NONE),
        ("GET", "", Match.NONE),
        ("GET", "//", Match.NONE),
    ],
)
def test_the_index_finds_what_trying_all_would(method: str, path: str, found: Match) -> None:
    scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
    assert RouteIndex(things.routes).matches(scope)[0] is found


async def test_every_route_of_the_application_is_found_in_its_order(shop: Shop) -> None:
    assert (await shop.http.post("/v1/things/login", data={"username": "a", "password": "b"})).status_code == 200
    assert (await shop.http.get("/problems/busy")).status_code == 200
    assert (await shop.http.get("/api/docs")).status_code == 200

"""Which routes can be fast, and which requests a fast route serves."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import BackgroundTasks, Cookie, Depends, Header
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from shared.infra.http.access.gates import public
from shared.infra.http.fast_path import FastPath, FastRoute
from shared.infra.http.requests.fields import PathId
from shared.infra.http.routing import StrictRoute
from shared.kernel.principal import Principal
from tests.shared.infra.http.small_shop_commands import ThingIn

Anyone = Annotated[Principal, Depends(public())]


def blocking() -> int:
    return 1


async def waiting() -> int:
    return 1


async def with_header(_: Anyone, if_match: Annotated[str, Header()]) -> Response:
    return Response(if_match)


async def with_cookie(_: Anyone, session: Annotated[str, Cookie()]) -> Response:
    return Response(session)


async def with_two_bodies(_: Anyone, one: ThingIn, other: ThingIn) -> Response:
    return Response(one.name + other.name)


async def with_tasks(_: Anyone, tasks: BackgroundTasks) -> Response:
    return Response(str(tasks))


async def with_blocking_dependency(_: Anyone, number: Annotated[int, Depends(blocking)]) -> Response:
    return Response(str(number))


async def with_the_same_twice(
    _: Anyone, one: Annotated[int, Depends(waiting)], other: Annotated[int, Depends(waiting)]
) -> Response:
    return Response(str(one + other))


async def plain(request: Request, _: Anyone) -> Response:
    return Response(request.scope["route"].path)


async def get(thing_id: PathId, _: Anyone) -> Response:
    return Response(str(thing_id))


async def named(name: str, _: Anyone) -> Response:
    return Response(name)


@pytest.mark.parametrize(
    "handler",
    [with_header, with_cookie, with_two_bodies, with_tasks, with_blocking_dependency, with_the_same_twice],
    ids=lambda handler: handler.__name__,
)
def test_a_handler_that_needs_fastapi_is_rejected(handler: Callable[..., Any]) -> None:
    with pytest.raises(TypeError):
        FastRoute("/v1/things", handler, methods=["POST"])
    StrictRoute("/v1/things", handler, methods=["POST"])


async def route_for(path: str, routes: list[StrictRoute], *, method: str = "GET", root_path: str = "") -> str | None:
    """The template of the fast route that serves the request; None if FastAPI does."""
    scope: Scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": root_path,
        "query_string": b"",
        "headers": [],
    }
    passed_on = False

    async def framework(_scope: Scope, _receive: Receive, _send: Send) -> None:
        nonlocal passed_on
        passed_on = True

    async def receive() -> Message:
        raise AssertionError("the body is read")

    async def send(message: Message) -> None:
        raise AssertionError(f"{message} is sent")

    # Without an application there is no access control: the route is found, then the request fails.
    try:
        await FastPath(framework, routes, {})(scope, receive, send)
    except KeyError:
        assert not passed_on
    return None if passed_on else scope["route"].path


async def test_a_route_serves_its_own_method_and_path() -> None:
    routes: list[StrictRoute] = [FastRoute("/v1/things", plain), FastRoute("/v1/things/{thing_id:int}", get)]
    assert await route_for("/v1/things", routes) == "/v1/things"
    assert await route_for("/v1/things/7", routes) == "/v1/things/{thing_id:int}"
    for path in ("/v1/thing", "/v1/things/", "/v1/things/seven", "/v1/things/7/", "/v1/things/7/parts"):
        assert await route_for(path, routes) is None, path
    assert await route_for("/v1/things/7", routes, method="PUT") is None
    assert await route_for("/shop/v1/things/7", routes, root_path="/shop") == "/v1/things/{thing_id:int}"


async def test_an_earlier_route_has_priority() -> None:
    fast = FastRoute("/v1/things/{name}", named)
    newest, other = StrictRoute("/v1/things/newest", plain), StrictRoute("/v1/things/newest", plain, methods=["PUT"])
    assert await route_for("/v1/things/newest", [newest, fast]) is None
    assert await route_for("/v1/things/newest", [fast, newest]) == "/v1/things/{name}"
    assert await route_for("/v1/things/newest", [other, fast]) == "/v1/things/{name}"
    assert await route_for("/v1/things/oldest", [newest, fast]) == "/v1/things/{name}"

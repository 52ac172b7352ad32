"""Route classes: handlers are methods, declared beside their metadata."""

from typing import Annotated

import httpx2
from fastapi import Depends
from starlette.responses import Response

from shared.infra.http import route
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import command, public
from shared.infra.http.app import HttpSettings, create_application, strict_routes
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.requests.fields import PathId
from shared.infra.http.requests.strict_request import StrictRequest
from shared.infra.http.responses import rendered
from shared.infra.http.route_class import RouteClass, router_of
from shared.infra.http.routing import Handler, StrictRoute
from shared.kernel.paging import Page
from shared.kernel.principal import Principal
from tests.running.http_services import http_services
from tests.shared.infra.http.small_shop import _nothing_to_open, authenticate
from tests.shared.infra.http.small_shop_commands import ThingIn, ThingOut

Anyone = Annotated[Principal, Depends(public())]
THINGS = ListEndpoint("things", ("id",), ("-id",))


class MarkedRoute(StrictRoute):
    async def respond(self, request: StrictRequest, handle: Handler) -> Response:
        response = await super().respond(request, handle)
        response.headers["X-Marked"] = "yes"
        return response


class ThingRoutes(RouteClass, prefix="/v1/things", tags=["things"]):
    def __init__(self, *, names: dict[int, str]) -> None:
        self._names = names

    @route.get("", operation_id="list_things", response_model=PageOut[ThingOut])
    async def list_all(self, page: Annotated[PageParameters, Depends(THINGS)], _: Anyone) -> Response:
        rows = [ThingOut(id=number, name=name, version=1) for number, name in self._names.items()]
        return rendered.to_response(page.respond(Page(rows), lambda row: row))

    @route.get("/newest", operation_id="get_newest_thing")
    async def get_newest(self, _: Anyone) -> Response:
        """Defined before the route with a parameter."""
        return Response(self._names[max(self._names)])

    @route.get("/{thing_id}", operation_id="get_thing")
    async def get(self, thing_id: PathId, _: Anyone) -> Response:
        return Response(self._names[thing_id])

    @route.put("/{thing_id:int}", operation_id="put_thing", max_body_size=100)
    async def put(
        self, thing_id: PathId, body: ThingIn, call: Annotated[CommandRequest, Depends(command("things:write"))]
    ) -> Response:
        self._names[thing_id] = f"{call.principal.name} {body.name}"
        return rendered.to_response(rendered.no_content())

    def forget(self) -> None:
        """Not a handler."""
        self._names.clear()


class MarkedRoutes(RouteClass, prefix="/v1/marked", tags=["marked"], route=MarkedRoute):
    @route.delete("/{thing_id:int}", operation_id="drop_marked", status_code=204)
    async def drop(self, thing_id: PathId, _: Anyone) -> Response:
        return Response(status_code=204)


def client_of(*resources: RouteClass) -> httpx2.AsyncClient:
    services = http_services(authenticate)
    routers = [router_of(*resources)]
    app = create_application(
        HttpSettings("1"), routers, [], log_line=lambda _: None, lifespan=_nothing_to_open, services=services
    )
    assert [found.endpoint.__qualname__ for found in strict_routes(app)][:4] == [
        "ThingRoutes.list_all",
        "ThingRoutes.get_newest",
        "ThingRoutes.get",
        "ThingRoutes.put",
    ]
    transport = httpx2.ASGITransport(app)
    return httpx2.AsyncClient(transport=transport, base_url="http://shop", headers={"Authorization": "Bearer writer"})


async def test_methods_handle_requests_with_their_instance() -> None:
    async with client_of(ThingRoutes(names={1: "one", 2: "two"}), MarkedRoutes()) as client:
        assert (await client.get("/v1/things/1")).text == "one"
        assert (await client.get("/v1/things/newest")).text == "two"
        assert (await client.get("/v1/things")).json()["total"] is None
        assert (await client.put("/v1/things/3", json={"name": "a", "price_cents": 1})).status_code == 204
        assert (await client.get("/v1/things/3")).text == "user:2 a"


async def test_options_and_route_class_are_applied() -> None:
    async with client_of(ThingRoutes(names={}), MarkedRoutes()) as client:
        long = {"name": "a" * 99, "price_cents": 1}
        assert (await client.put("/v1/things/3", json=long)).status_code == 413
        assert (
            await client.put("/v1/things/3", json=long, headers={"Authorization": "Bearer reader"})
        ).status_code == 403
        dropped = await client.delete("/v1/marked/3")
        assert (dropped.status_code, dropped.headers["x-marked"]) == (204, "yes")


async def test_one_declaration_serves_several_applications() -> None:
    """A list declared at module level takes its cursors' keys from the application that handles the request."""
    for name in ("one", "other"):
        async with client_of(ThingRoutes(names={1: name}), MarkedRoutes()) as client:
            assert [item["name"] for item in (await client.get("/v1/things")).json()["items"]] == [name]


def test_a_declared_handler_is_still_the_method() -> None:
    assert ThingRoutes.get.__doc__ is None
    assert ThingRoutes.get_newest.__qualname__ == "ThingRoutes.get_newest"
    operation = route.operation_of(ThingRoutes.get_newest)
    assert operation is not None
    assert (operation.method, operation.path) == ("GET", "/newest")
    assert route.operation_of(ThingRoutes.forget) is None

"""The access matrix detects planted faults."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import Response

from modules.orders.adapters.inbound.http.access import ORDER_TOKEN
from shared.infra.http.access.gates import public, requires, signed_in
from shared.infra.http.app import HttpSettings, create_application
from shared.infra.http.lists.paging import ListEndpoint, PageOut
from shared.infra.http.requests.fields import OutModel, PathId
from shared.infra.http.responses import rendered
from shared.infra.http.routers import StrictRouter
from shared.kernel.principal import Principal
from tests.api_document import described
from tests.edges.access import access, ownership
from tests.edges.access.access import StatusCounts
from tests.edges.document import Operation, operations
from tests.edges.raw_requests import Asker
from tests.edges.shop import Shop


class RowOut(OutModel):
    id: int


Check = Callable[[Shop, list[Operation], StatusCounts], AsyncIterator[str]]


async def _nothing(*_: object) -> AsyncIterator[None]:
    yield


def planted(shop: Shop, routes: APIRouter) -> Shop:
    """The shop with these routes instead of its own."""
    services = shop.container.http_services()
    app = create_application(
        HttpSettings("1"),
        [routes],
        [],
        log_line=lambda _: None,
        lifespan=asynccontextmanager(_nothing),
        services=services,
    )

    return replace(shop, app=app, ask=Asker(app), operations=operations(described(app)))


async def seen(shop: Shop, *checks: Check) -> str:
    return "\n".join([said for check in checks async for said in check(shop, shop.operations, Counter())])


def one_order(gate: Any, handle: Callable[[Principal], None] = lambda _: None) -> APIRouter:
    routes = StrictRouter("/v1/orders")

    @routes.get("/{order_id:int}", operation_id="get_order")
    async def get(order_id: PathId, principal: Annotated[Principal, Depends(gate)]) -> Response:
        """A route without any authorization."""
        handle(principal)
        return rendered.to_response(rendered.ok(b"{}"))

    return routes


async def test_the_check_finds_an_order_that_every_caller_sees(shop: Shop) -> None:
    leaky = planted(shop, one_order(signed_in(token=ORDER_TOKEN, elevated_scopes=["orders:read"])))
    said = await seen(leaky, ownership.of_others)
    for who in ("ben", "bare key", "other guest", "all but orders:read"):
        assert f"as {who}: 200" in said


async def test_the_check_finds_403_instead_of_404_for_an_order_of_another_customer(shop: Shop) -> None:
    honest = [one for one in shop.operations if one.id == "get_order"]
    assert await seen(replace(shop, operations=honest), ownership.of_others) == ""

    def refuse(principal: Principal) -> None:
        principal.require("orders:read")

    telling = planted(shop, one_order(signed_in(elevated_scopes=["orders:read"]), refuse))
    assert "as ben: 403, another customer's thing is not found" in await seen(telling, ownership.of_others)


async def test_the_check_finds_a_gate_that_differs_from_the_document(shop: Shop) -> None:
    reported = planted(shop, one_order(requires("orders:read")))
    for one in reported.operations:
        reported.operations[0] = replace(one, scopes=frozenset({"orders:write"}))
    said = await seen(reported, access.at_the_gate, ownership.of_their_own)
    assert "as only orders:read: 406" in said
    assert "as only orders:write: 403" in said
    open_to_all = planted(shop, one_order(public()))
    open_to_all.operations[0] = replace(open_to_all.operations[0], is_open=False, beyond=frozenset())
    assert "as stranger: 406" in await seen(open_to_all, access.at_the_gate)


async def test_the_check_finds_an_owner_who_is_rejected(shop: Shop) -> None:
    def refuse(principal: Principal) -> None:
        principal.require("orders:read")

    shut = planted(shop, one_order(signed_in(token=ORDER_TOKEN, elevated_scopes=["orders:read"]), refuse))
    assert "as ada: 403" in await seen(shut, ownership.of_their_own)
    assert "as the order's guest: 403" in await seen(shut, ownership.of_their_own)


def test_an_unknown_path_parameter_is_reported_with_the_line_to_add(shop: Shop) -> None:
    routes = StrictRouter("/v1/parcels")

    @routes.get("/{parcel_id:int}", operation_id="get_parcel")
    async def get(parcel_id: PathId, _: Annotated[Principal, Depends(requires("orders:read"))]) -> Response:
        return rendered.to_response(rendered.ok(b"{}"))

    (sentence,) = access.uncovered(planted(shop, routes).operations)
    assert (
        "add a line `'/v1/parcels/{parcel_id}': <maker>` to `objects` in tests/modules/<module>/samples.py" in sentence
    )


def test_a_route_without_a_gate_is_rejected_or_reported(shop: Shop) -> None:
    async def careless() -> dict[str, str]:
        return {}

    with pytest.raises(TypeError, match="a route has one gate"):
        StrictRouter("/v1").get("/things", operation_id="things")(careless)
    routes = APIRouter()
    routes.get("/v1/things", operation_id="things")(careless)
    (sentence,) = access.uncovered(planted(shop, routes).operations)
    assert "GET /v1/things: open to strangers" in sentence


async def test_the_check_finds_rows_of_others_in_a_list(shop: Shop) -> None:
    routes = StrictRouter("/v1/orders")
    listing = ListEndpoint("orders", ("id",), ("-id",))

    @routes.get("", operation_id="list_orders", response_model=PageOut[RowOut])
    async def listed(
        window: Annotated[Any, Depends(listing)],
        _: Annotated[Principal, Depends(signed_in(elevated_scopes=["orders:read"]))],
        order_id: int | None = None,
    ) -> Response:
        return rendered.to_response(rendered.ok(b'{"items": [{"id": 1}], "total": 1}'))

    said = await seen(planted(shop, routes), ownership.in_lists)
    assert "Ben sees what is Ada's" in said
    assert "?order_id: Ben finds something" in said


def test_the_application_of_the_tests_has_all_routes(shop: Shop) -> None:
    assert isinstance(shop.app, FastAPI)
    assert {one.id for one in shop.operations} >= {"place_order", "delete_user", "run_doctor"}

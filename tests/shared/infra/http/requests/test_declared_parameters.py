"""What FastAPI says of a signature, as `declared_parameters` reads it: `APIRoute.dependant` is not documented."""

from typing import Annotated

from fastapi import Depends, FastAPI, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.testclient import TestClient

from shared.infra.http.requests.declared_parameters import (
    QueryParameter,
    dependencies,
    own_query_parameters,
    query_parameters,
    replace_handler,
)


class Filters(BaseModel):
    begin: int | None = Field(None, alias="from")
    names: list[str] = []


def inner(deep: int = 0) -> int:
    return deep


def outer(limit: int = 10, deep: int = Depends(inner)) -> int:
    return limit + deep


def handler(
    thing: int,
    where: Annotated[Filters, Query()],
    q: Annotated[str, Query(alias="search")] = "",
    page: int = Depends(outer),
) -> str:
    return f"{thing} {where.begin} {q} {page}"


def route() -> APIRoute:
    return APIRoute("/things/{thing}", handler)


OWN = (
    QueryParameter("from", ("where", "begin"), int | None),
    QueryParameter("names", ("where", "names"), list[str]),
    QueryParameter("search", ("q",), str),
)


def test_handler_parameters_become_arguments() -> None:
    assert own_query_parameters(route()) == OWN


def test_parameters_of_all_dependencies_are_known() -> None:
    found = (*OWN, QueryParameter("limit", ("limit",), int), QueryParameter("deep", ("deep",), int))
    assert query_parameters(route()) == found


def test_dependencies_are_found_at_every_depth() -> None:
    assert dependencies(route()) == (outer, inner)


def test_the_replaced_handler_is_called_with_the_same_arguments() -> None:
    made = route()

    def shouting(thing: int, where: Filters, q: str, page: int) -> str:
        return handler(thing, where, q, page).upper()

    replace_handler(made, shouting)
    app = FastAPI()
    app.router.routes.append(made)
    assert TestClient(app).get("/things/7?from=3&search=mug&limit=2&deep=1").json() == "7 3 MUG 3"

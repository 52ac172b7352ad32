"""Error codes that a module declares, in responses, on their pages and in the OpenAPI document."""

from typing import Annotated

import httpx2
import pytest
from fastapi import Depends, FastAPI
from starlette.responses import Response

from shared.infra.http import route
from shared.infra.http.access.gates import public
from shared.infra.http.app import HttpSettings, UnknownProblemCode, create_application
from shared.infra.http.docs import openapi_document
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import OutModel
from shared.infra.http.responses.problem_code import ProblemCode
from shared.infra.http.responses.problem_codes import ProblemCodes
from shared.infra.http.route_class import RouteClass, router_of
from shared.kernel.errors import Conflict
from shared.kernel.principal import Principal
from tests.running.http_services import http_services
from tests.shared.infra.http.small_shop import _nothing_to_open, authenticate

UNRIPE = ProblemCode("unripe", 409, title="The fruit is unripe", advice="Wait `days` days.", example={"days": 3})


class FruitOut(OutModel):
    id: int


class FruitRoutes(RouteClass, prefix="/v1/fruits", tags=["fruits"]):
    @route.get("", operation_id="eat_fruit", response_model=FruitOut, responses=problem_responses("unripe"))
    async def eat(self, _: Annotated[Principal, Depends(public())]) -> Response:
        raise Conflict("unripe", "It is green.", days=2)


def app_with(*declared: ProblemCode) -> FastAPI:
    return create_application(
        HttpSettings("1"),
        [router_of(FruitRoutes())],
        [],
        log_line=lambda _: None,
        lifespan=_nothing_to_open,
        services=http_services(authenticate, problem_codes=declared),
    )


async def test_a_declared_code_has_its_title_and_a_page() -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app_with(UNRIPE)), base_url="http://shop") as client:
        response = await client.get("/v1/fruits")
        assert (response.status_code, response.json()["title"]) == (409, "The fruit is unripe")
        assert "<code>days</code>" in (await client.get("/problems/unripe")).text
        assert "/problems/unripe" in (await client.get("/problems")).text


def test_the_document_shows_it_with_its_example() -> None:
    document = openapi_document(app_with(UNRIPE))
    response = document["paths"]["/v1/fruits"]["get"]["responses"]["409"]
    assert (response["description"], response["x-problem-codes"]) == ("`unripe`: The fruit is unripe", ["unripe"])
    example = document["components"]["examples"]["unripe"]["value"]
    assert (example["status"], example["days"]) == (409, 3)


def test_a_route_with_an_undeclared_code_prevents_the_start() -> None:
    with pytest.raises(UnknownProblemCode, match="/v1/fruits declares the undefined codes unripe"):
        app_with()


def test_codes_are_listed_by_status_and_name() -> None:
    listed = [(known.status, known.code) for known in ProblemCodes([UNRIPE]).values()]
    assert listed == sorted(listed)
    assert (409, "unripe") in listed

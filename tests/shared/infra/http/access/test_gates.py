"""Who gets in, and that nothing of a request is looked at before that is settled."""

from typing import Annotated, Any

import pytest
from fastapi import Depends
from starlette.responses import Response

from shared.infra.http.access.gates import public, requires
from shared.infra.http.routers import StrictRouter
from shared.kernel.principal import Principal
from tests.shared.infra.http.small_shop import Shop

BROKEN = {
    "a body that is no JSON": {"content": b'{"name":', "headers": {"Content-Type": "application/json"}},
    "a body of another kind": {"content": b"x", "headers": {"Content-Type": "text/plain"}},
    "fields that are wrong": {"json": {"price_cents": "x"}},
    "an unknown query parameter": {"params": {"colour": "red"}},
    "a bad key": {"headers": {"Idempotency-Key": "x" * 300}},
}


@pytest.mark.parametrize("request_", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize(("token", "status"), [(None, 401), ("unknown", 401), ("reader", 403), ("ot_5", 403)])
async def test_the_caller_is_authenticated_first(shop: Shop, token: str, status: int, request_: dict[str, Any]) -> None:
    response = await shop.client(token).post("/v1/things", **request_)
    assert response.status_code == status


@pytest.mark.parametrize("token", [None, "reader"])
async def test_path_ids_are_validated_after_authentication(shop: Shop, token: str | None) -> None:
    response = await shop.client(token).patch("/v1/things/0", json={})
    assert response.status_code == (403 if token else 401)


async def test_an_anonymous_caller_gets_a_challenge(shop: Shop) -> None:
    response = await shop.client().get("/v1/things/mine")
    assert response.json()["code"] == "unauthenticated"
    assert response.headers["www-authenticate"] == 'Bearer realm="tradepost"'


async def test_an_invalid_token_returns_token_invalid(shop: Shop) -> None:
    response = await shop.client("unknown").get("/v1/things")
    assert (response.status_code, response.json()["code"]) == (401, "token_invalid")
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


async def test_a_missing_scope_is_reported(shop: Shop) -> None:
    response = await shop.client("client").get("/v1/things/7")
    assert response.status_code == 403
    assert response.json()["required_scope"] == "things:read"


async def test_an_oversize_token_is_refused_unread() -> None:
    seen = []

    async def known(token: str) -> Principal:
        seen.append(len(token))
        return Principal("1", "user")

    shop = Shop(authenticate=known)
    assert (await shop.client("x" * 4097).get("/v1/things/mine")).json()["code"] == "token_invalid"
    assert (await shop.client("x" * 4096).get("/v1/things/mine")).status_code == 200
    assert seen == [4096]


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic d3JpdGVyOg==", "writer", "bearerwriter"])
async def test_other_authorization_schemes_are_ignored(shop: Shop, header: str) -> None:
    client = shop.client()
    assert (await client.get("/v1/things/mine", headers={"Authorization": header})).status_code == 401
    assert (await client.get("/v1/things", headers={"Authorization": header})).status_code == 200


async def test_the_scheme_is_case_insensitive(shop: Shop) -> None:
    response = await shop.client().get("/v1/things/mine", headers={"Authorization": "bEARER reader"})
    assert response.json()["name"] == "user:1"


async def test_holders_of_a_resource_token_are_admitted_if_allowed(shop: Shop) -> None:
    holder = shop.client("ot_5")
    assert (await holder.get("/v1/things/5")).status_code == 200
    assert (await holder.get("/v1/things/mine")).status_code == 401


async def test_unknown_query_parameters_are_reported(shop: Shop) -> None:
    response = await shop.http.get("/v1/things?colour=red&color=red&limt=3")
    assert (response.status_code, response.json()["code"]) == (400, "unknown_parameter")
    assert response.json()["parameters"] == ["color", "limt"]


async def test_a_repeated_single_query_parameter_is_rejected(shop: Shop) -> None:
    response = await shop.http.get("/v1/things?limit=3&colour=red&limit=4")
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert [(error["pointer"], error["code"]) for error in response.json()["errors"]] == [
        ("/query/limit", "duplicate_key")
    ]


async def test_nul_in_a_query_is_refused(shop: Shop) -> None:
    assert (await shop.http.get("/v1/things?colour=r%00d")).status_code == 422


@pytest.mark.parametrize("number", ["0", str(2**53), "9" * 16, "9" * 17, "9" * 5000, "-1", "1.5", "x", "%00", "1%00"])
async def test_an_impossible_id_is_not_found(shop: Shop, number: str) -> None:
    response = await shop.http.get(f"/v1/things/{number}")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_the_largest_id_is_accepted(shop: Shop) -> None:
    assert (await shop.http.get(f"/v1/things/{2**53 - 1}")).status_code == 200


@pytest.mark.parametrize("limit", ["1.0", "1_0", "true", " 5", "+5", "٣", "5e0", "0", "101", "-1", ""])
async def test_query_numbers_must_be_digits_in_range(shop: Shop, limit: str) -> None:
    response = await shop.http.get("/v1/things", params={"limit": limit})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/query/limit"


def test_a_route_without_a_gate_cannot_be_created() -> None:
    routes = StrictRouter("/v1/open")
    with pytest.raises(TypeError, match="one gate"):

        @routes.get("")
        async def wide_open() -> Response:
            return Response()


def test_a_route_with_two_gates_cannot_be_created() -> None:
    routes = StrictRouter("/v1/twice")
    with pytest.raises(TypeError, match="one gate"):

        @routes.get("")
        async def twice(
            _: Annotated[Principal, Depends(public())], __: Annotated[Principal, Depends(requires("things:read"))]
        ) -> Response:
            return Response()


def test_a_gate_without_a_rule_raises() -> None:
    with pytest.raises(TypeError):
        requires()

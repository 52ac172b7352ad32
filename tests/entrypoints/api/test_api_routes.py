"""Invariants of every route of the program, including future ones."""

import re
from collections.abc import Mapping
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from entrypoints.http.asgi import application
from shared.infra.http.app import strict_routes
from shared.infra.http.routing import StrictRoute
from tests.api_document import described
from tests.settings import settings_of

STRANGE: dict[str, Any] = {
    "params": {"no_such_parameter": "1"},
    "content": b'{"broken',
    "headers": {"Content-Type": "application/json"},
}


@pytest.fixture(scope="module")
def app() -> FastAPI:
    """The whole application, without database and Redis."""
    return application(settings_of(TRADEPOST_RATE_LIMITS="off"))


@pytest.fixture
def strict_app() -> FastAPI:
    """The application with required idempotency keys."""
    return application(settings_of(TRADEPOST_IDEMPOTENCY_STRICT="1"))


@pytest.fixture
def client(app: FastAPI) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop")


def routes(app: FastAPI) -> list[StrictRoute]:
    return list(strict_routes(app))


def filled(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "7", path)


def test_all_routes_are_strict(app: FastAPI) -> None:
    everything = [context.original_route for context in iter_route_contexts(app.routes)]
    beside = {getattr(route, "path", "") for route in everything if not isinstance(route, StrictRoute)}
    assert not [path for path in beside if path.startswith("/v1")]
    assert len(routes(app)) > 40


async def test_anonymous_callers_are_rejected_before_validation(app: FastAPI, client: httpx2.AsyncClient) -> None:
    for route in routes(app):
        for method in route.methods or ():
            response = await client.request(method, filled(route.path), **STRANGE)
            expected = 400 if route.gate.rule.anyone else 401
            assert response.status_code == expected, f"{method} {route.path}: {response.text}"
            assert response.headers["content-type"] == "application/problem+json"


def test_every_operation_is_named_and_described(app: FastAPI) -> None:
    names = [route.operation_id for route in routes(app)]
    assert all(names)
    assert len(set(names)) == len(names)
    operations = [operation for path in described(app)["paths"].values() for operation in path.values()]
    assert len(operations) == len(names)
    assert all(operation.get("summary") and operation.get("tags") for operation in operations)


def test_model_names_are_unique(app: FastAPI) -> None:
    """Two models with the same name would get names derived from their modules."""
    assert [name for name in described(app)["components"]["schemas"] if "__" in name] == []


def test_every_body_has_an_example(app: FastAPI) -> None:
    document = described(app)
    bodies = [
        (operation["operationId"], content["schema"])
        for path in document["paths"].values()
        for operation in path.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
    ]
    models = document["components"]["schemas"]
    assert len(bodies) > 30
    assert [name for name, schema in bodies if not _is_exemplified(schema, models)] == []


def _is_exemplified(schema: Mapping[str, Any], models: Mapping[str, Any]) -> bool:
    """Whether it has an example as a whole, or examples of its required members (of any, if none is required).
    File contents cannot have examples.
    """
    if "examples" in schema or "enum" in schema or "const" in schema or schema.get("format") == "binary":
        return True
    if "$ref" in schema:
        return _is_exemplified(models[schema["$ref"].rpartition("/")[2]], models)
    if "items" in schema:
        return _is_exemplified(schema["items"], models)
    members: Mapping[str, Any] = schema.get("properties", {})
    shown = {name for name, member in members.items() if _is_exemplified(member, models)}
    return bool(shown) and shown >= set(schema.get("required", ()))


def test_the_idempotency_key_of_set_level_is_optional(strict_app: FastAPI) -> None:
    """It is a compare-and-set: a repeat detects its own effect and is rejected."""
    operations = {one["operationId"]: one for path in described(strict_app)["paths"].values() for one in path.values()}

    def key(operation: str) -> list[bool]:
        return [p["required"] for p in operations[operation]["parameters"] if p["name"] == "Idempotency-Key"]

    assert (key("restock"), key("set_level"), key("get_level")) == ([True], [False], [])
    assert "idempotency_key_reused" in operations["set_level"]["responses"]["422"]["x-problem-codes"]
    required = [route.operation_id for route in routes(strict_app) if getattr(route.gate, "requires_key", False)]
    assert "set_level" not in required


def test_the_description_says_when_nothing_is_replayed(app: FastAPI) -> None:
    description = described(app)["paths"]["/v1/admin/dead-letters/replay"]["post"]["description"]
    assert "`replayed` is 0" in description


def test_every_success_is_described(app: FastAPI) -> None:
    for path, methods in described(app)["paths"].items():
        for method, operation in methods.items():
            good = {code: response for code, response in operation["responses"].items() if code < "300"}
            assert good, f"{method} {path}"
            for code, response in good.items():
                schemas = [one.get("schema") for one in response.get("content", {}).values()]
                assert code in ("204",) or all(schemas), f"{method} {path}: {code} has no schema"

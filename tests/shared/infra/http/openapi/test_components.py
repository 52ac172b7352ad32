"""What several operations have in common is written once, and reads the same."""

from copy import deepcopy
from typing import Any

from shared.infra.http.openapi.components import extract_components
from tests.api_document import written_out


def refusal(*codes: str) -> dict[str, Any]:
    return {"description": " ".join(codes), "x-problem-codes": list(codes)}


def parameter(name: str, place: str = "query", **more: object) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": {"type": "integer"}, **more}


def document(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"paths": {f"/{place}": {"get": one} for place, one in enumerate(operations)}, "components": {}}


def operation(responses: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    return {"responses": {"200": {"description": "It."}, **responses}, "parameters": list(parameters)}


def test_a_schema_used_once_stays_inline() -> None:
    alone = document(operation({"404": refusal("not_found")}, parameter("limit")))
    shared = deepcopy(alone)
    extract_components(shared)
    assert shared["paths"] == alone["paths"]
    assert shared["components"] == {"responses": {}, "parameters": {}}


def test_a_repeated_schema_becomes_a_component() -> None:
    usual, other = refusal("unknown_parameter"), refusal("unknown_parameter", "malformed_json")
    given = document(
        operation({"400": usual}, parameter("limit"), parameter("order_id", "path")),
        operation({"400": usual}, parameter("limit"), parameter("order_id")),
        operation({"400": usual}, parameter("limit"), parameter("order_id", "path")),
        operation({"400": other}, parameter("order_id")),
        operation({"400": other}),
    )
    shared = deepcopy(given)
    extract_components(shared)
    assert shared["components"] == {
        "responses": {"OK": {"description": "It."}, "BadRequest": usual, "BadRequestMalformedJson": other},
        "parameters": {
            "Limit": parameter("limit"),
            "OrderId": parameter("order_id", "path"),
            "OrderIdInQuery": parameter("order_id"),
        },
    }
    assert shared["paths"]["/4"]["get"]["responses"]["400"] == {
        "$ref": "#/components/responses/BadRequestMalformedJson"
    }
    assert shared["paths"]["/3"]["get"]["parameters"] == [{"$ref": "#/components/parameters/OrderIdInQuery"}]
    assert written_out(shared)["paths"] == given["paths"]

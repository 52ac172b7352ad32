"""Invariants of the API document for every operation, including future ones.

If a test fails for a new route or model, its description is incomplete.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator, FormatChecker

from entrypoints.api_program import ApiProgram
from entrypoints.http.asgi import application
from shared.infra.http.app import strict_routes
from shared.infra.http.docs import openapi_document
from shared.infra.http.openapi.document import complete
from shared.infra.http.openapi.references import operations, reached
from shared.infra.http.openapi.schemas import has_type, walk_schemas
from shared.infra.http.openapi.security import OAUTH
from tests.api_document import described
from tests.module_samples import all_samples
from tests.settings import settings_of

SETTINGS = settings_of()
PROGRAM = ApiProgram(settings_of, "test")
GLOSSARY = PROGRAM.glossary()
PROBLEM_CODES = PROGRAM.problem_codes()
OPEN = frozenset[str]().union(*(samples.document.open_schemas for samples in all_samples()))


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return application(SETTINGS)


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict[str, Any]:
    return described(app)


def fields(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Model, name and schema of every field."""
    for model, schema in document["components"]["schemas"].items():
        for one in walk_schemas(schema):
            for name, inner in one.get("properties", {}).items():
                yield model, name, inner


def parameters(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for _, _, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            yield operation["operationId"], parameter


def coming_in(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """All schemas of request data, by location."""
    schemas = document["components"]["schemas"]
    bodies = [operation.get("requestBody") for _, _, operation in operations(document)]
    for name in sorted(reached(bodies, schemas)):
        yield from ((name, one) for one in walk_schemas(schemas[name]))
    for operation, parameter in parameters(document):
        yield from ((f"{operation} {parameter['name']}", one) for one in walk_schemas(parameter["schema"]))


def test_every_field_and_parameter_is_described(document: dict[str, Any]) -> None:
    bare = [f"{model}.{name}" for model, name, schema in fields(document) if "description" not in schema]
    bare += [f"{operation}.{one['name']}" for operation, one in parameters(document) if "description" not in one]
    assert bare == [], "describe them with Field(description=…), or with an entry in the glossary of the module"


def test_every_field_of_an_answer_has_an_example(app: FastAPI) -> None:
    missing = complete(FastAPI.openapi(app), GLOSSARY, PROBLEM_CODES)
    assert missing == set(), "give them Field(examples=[…]), or an entry with an example in the glossary of the module"


def test_examples_match_their_schemas(document: dict[str, Any]) -> None:
    shown = [
        (f"{method} {path} {part}", content["schema"], content["example"])
        for path, method, operation in operations(document)
        for part, body in {"sends": operation.get("requestBody", {}), **operation["responses"]}.items()
        for content in body.get("content", {}).values()
        if "example" in content
    ]
    problem = {"$ref": "#/components/schemas/Problem"}
    shown += [(code, problem, one["value"]) for code, one in document["components"]["examples"].items()]
    assert len(shown) > 150
    for where, schema, example in shown:
        validator = Draft202012Validator(
            {**schema, "components": document["components"]}, format_checker=FormatChecker()
        )
        wrong = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(example)]
        assert wrong == [], f"{where}: its example is not of its schema"


def test_every_json_response_has_an_example(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        bodies = {"sends": operation.get("requestBody", {}), **operation["responses"]}
        for part, body in bodies.items():
            if content := body.get("content", {}).get("application/json"):
                assert "example" in content, f"{method} {path} {part}"


def test_every_input_has_bounds(document: dict[str, Any]) -> None:
    """All request data has documented limits that are checked before processing."""
    unbounded = []
    for where, schema in coming_in(document):
        stated = schema.keys()
        if has_type("integer", schema) and not {"minimum", "maximum"} <= stated:
            unbounded.append(f"{where}: an integer has ge and le")
        if has_type("string", schema) and not {"maxLength", "enum", "const"} & stated:
            unbounded.append(f"{where}: a text has max_length")
        if has_type("array", schema) and "maxItems" not in stated:
            unbounded.append(f"{where}: a list has max_length")
        closed = schema.get("additionalProperties") is False or "maxProperties" in stated or where in OPEN
        if has_type("object", schema) and not closed:
            unbounded.append(f"{where}: an object is an InModel, or has max_length")
    assert unbounded == []


def test_every_error_code_has_an_example(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        for status, response in operation["responses"].items():
            if status >= "400":
                codes = response["x-problem-codes"]
                assert codes, f"{method} {path} {status}"
                assert {PROBLEM_CODES[code].status for code in codes} == {int(status)}
                assert list(response["content"]["application/problem+json"]["examples"]) == codes


def test_every_response_documents_its_headers(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        for status, response in operation["responses"].items():
            headers = response["headers"].keys()
            assert {"X-Request-ID", "RateLimit", "RateLimit-Policy"} <= headers
            assert ("Retry-After" in headers) == (status in ("429", "503")), f"{method} {path} {status}"
            assert ("WWW-Authenticate" in headers) == (status == "401"), f"{method} {path} {status}"
            assert ("Location" in headers) == (status in ("201", "202")), f"{method} {path} {status}"


def test_every_get_with_an_etag_documents_304(document: dict[str, Any]) -> None:
    compared = {operation["operationId"] for _, method, operation in operations(document)
                if method == "get" and "ETag" in operation["responses"]["200"]["headers"]}  # fmt: skip
    assert compared >= {"get_order", "get_product", "get_product_image"}
    reported = {operation["operationId"] for _, _, operation in operations(document)
            if "304" in operation["responses"]
            and "If-None-Match" in [one["name"] for one in operation["parameters"]]}  # fmt: skip
    assert reported == compared


def test_documented_security_matches_the_gate(app: FastAPI, document: dict[str, Any]) -> None:
    for route in strict_routes(app):
        for method in route.methods or ():
            security = document["paths"][route.path_format][method.lower()]["security"]
            scopes = {scope for way in security for scope in way.get(OAUTH, ())}
            assert scopes == set(route.gate.rule.scopes), route.path
            assert ({} in security) == route.gate.rule.anyone, route.path
            assert {"bearer": []} in security, route.path


def test_scopes_and_tags_are_documented(document: dict[str, Any]) -> None:
    used = {tag for _, _, operation in operations(document) for tag in operation["tags"]}
    assert used == set(GLOSSARY.tags), "describe each tag in its module's `ModuleApi`"
    assert [tag["name"] for tag in document["tags"]] == list(GLOSSARY.tags)
    assert set(GLOSSARY.scopes) == {each.name for each in PROGRAM.scopes()}
    flows = document["components"]["securitySchemes"][OAUTH]["flows"]
    assert [flow["scopes"] for flow in flows.values()] == [GLOSSARY.scopes, GLOSSARY.scopes]


def test_operations_and_schemas_are_described(document: dict[str, Any]) -> None:
    """An operation says more than who may call it and how its list is sorted."""
    assert [
        operation["operationId"]
        for _, _, operation in operations(document)
        if operation["description"].startswith(("Access:", "Sorted by"))
    ] == []
    schemas = document["components"]["schemas"]
    assert [name for name, schema in schemas.items() if not schema.get("description")] == ["JsonValue"]


def test_operations_have_distinct_names(document: dict[str, Any]) -> None:
    summaries = [operation["summary"] for _, _, operation in operations(document)]
    assert [one for one in summaries if summaries.count(one) > 1] == []


def test_every_component_is_used_and_every_reference_resolves(app: FastAPI) -> None:
    document = openapi_document(app)
    kept = {f"#/components/{kind}/{name}" for kind in document["components"].keys() - {"securitySchemes"}
            for name in document["components"][kind]}  # fmt: skip
    assert set(re.findall(r"#/components/\w+/[\w.-]+", str(document))) == kept


def test_the_document_is_smaller_than_4600_bytes_for_each_operation(app: FastAPI) -> None:
    document = openapi_document(app)
    assert len(orjson.dumps(document)) < 4_600 * len(list(operations(document)))


def test_json_responses_have_one_media_type(document: dict[str, Any]) -> None:
    """Typed clients would generate an unusable union of several media types."""
    for path, method, operation in operations(document):
        for status, response in operation["responses"].items():
            kinds = response.get("content", {}).keys()
            assert "application/json" not in kinds or len(kinds) == 1, f"{method} {path} {status}"


def test_every_glossary_entry_is_used(app: FastAPI, document: dict[str, Any]) -> None:
    known = {key for model, name, _ in fields(document) for key in (name, f"{model}.{name}")}
    known |= {key for operation, one in parameters(document) for key in (one["name"], f"{operation}.{one['name']}")}
    assert sorted(GLOSSARY.entries.keys() - known) == [], "no field or parameter has this name: remove the entry"


def test_bodies_that_name_a_product_show_the_shops_pattern(document: dict[str, Any]) -> None:
    named = [
        (model, schema)
        for model, name, schema in fields(document)
        if name == "sku" and model in reached_by_bodies(document)
    ]
    assert len(named) > 5
    assert [model for model, schema in named if schema["pattern"] != SETTINGS.sku_pattern] == []


def reached_by_bodies(document: dict[str, Any]) -> set[str]:
    bodies = [operation.get("requestBody") for _, _, operation in operations(document)]
    return reached(bodies, document["components"]["schemas"])


def test_every_error_code_has_a_title_and_advice() -> None:
    assert [each.code for each in PROBLEM_CODES.values() if not each.title or not each.advice.endswith(".")] == []


def test_an_api_key_can_have_the_scopes_that_the_modules_declare(document: dict[str, Any]) -> None:
    scopes = document["components"]["schemas"]["ApiKeyIn"]["properties"]["scopes"]
    assert scopes["items"]["enum"] == sorted(GLOSSARY.scopes)

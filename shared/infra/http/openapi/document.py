"""Complete FastAPI's OpenAPI document with the parts that are the same for all routes.

A route declares only what is specific to it. This module adds nullability, bounds, headers, examples, security and
the descriptions of shared fields, so that every new route has them.
"""

from pathlib import Path

from shared.infra.http.openapi.components import extract_components
from shared.infra.http.openapi.documented_responses import FieldProblem, Problem, expand_problem_responses
from shared.infra.http.openapi.examples import Examples
from shared.infra.http.openapi.glossary import Glossary, GlossaryEntry
from shared.infra.http.openapi.problem_examples import problem_examples
from shared.infra.http.openapi.references import Json, operations, reached
from shared.infra.http.openapi.response_headers import complete_responses, response_headers
from shared.infra.http.openapi.schemas import (
    bound_input,
    bound_output,
    bound_text_body,
    has_type,
    normalize,
    walk_schemas,
    without_null,
)
from shared.infra.http.openapi.security import security_schemes
from shared.infra.http.responses.problem_codes import ProblemCodes

_EXAMPLE_MEDIA_TYPES = ("application/json", "application/x-www-form-urlencoded")
"""Media types of request bodies that get an example; files do not."""

SORTS = "x-sorts"
"""Internal extension with the names by which a list can be sorted."""

ALTERNATIVES = "x-alternate-media-types"
"""Extension with the media types of an operation's response besides JSON."""

_CONVENTIONS = Path(__file__).with_name("conventions.md")


def complete_document(
    document: Json, glossary: Glossary, problem_codes: ProblemCodes, *, keys_required: bool = True
) -> Json:
    """Complete the document in place and return it; parts that operations share are moved to its components.

    `keys_required`: whether the application requires the idempotency keys of commands that declare `keyed="required"`.
    """
    complete(document, glossary, problem_codes, keys_required=keys_required)
    extract_components(document)
    return document


def complete(
    document: Json, glossary: Glossary, problem_codes: ProblemCodes, *, keys_required: bool = True
) -> set[str]:
    """Change the document in place; returns each `Model.field` without an example."""
    for _, _, operation in operations(document):
        expand_problem_responses(operation, problem_codes, keys_required=keys_required)
    components: Json = document.setdefault("components", {})
    schemas: dict[str, Json] = components.setdefault("schemas", {})
    _add_problems(schemas)
    _tidy(document, schemas)
    _describe_fields(document, schemas, glossary)
    _bound(document, schemas)
    examples = Examples(schemas, glossary)
    for _, method, operation in operations(document):
        complete_responses(method, operation, schemas, examples=examples)
        _show_body(operation, schemas, examples)
        _document_sorts(operation)
        _move_alternatives(operation)
    components["schemas"] = {name: schemas[name] for name in sorted(reached(document["paths"], schemas))}
    example_path = _example_path(document, glossary)
    components["headers"] = response_headers(example_path)
    components["examples"] = problem_examples(document, problem_codes, example_path, scopes=glossary.scopes)
    components["securitySchemes"] = security_schemes(document, glossary.scopes)
    _introduce(document, glossary)
    return examples.missing


def _introduce(document: Json, glossary: Glossary) -> None:
    document["info"] |= {
        "description": _CONVENTIONS.read_text(encoding="utf-8"),
        "contact": {"name": "The developers of this API"},
        "license": {"name": "MIT", "identifier": "MIT"},
    }
    document["servers"] = [{"url": "/", "description": "This server, local or production.", "x-internal": False}]
    used = {tag for _, _, operation in operations(document) for tag in operation.get("tags", ())}
    document["tags"] = [
        {"name": name, "description": description} for name, description in glossary.tags.items() if name in used
    ]


def _example_path(document: Json, glossary: Glossary) -> str:
    """Return the path of the document's first resource whose only parameter is an id."""
    templates = (path for path in document["paths"] if path.endswith("_id}") and path.count("{") == 1)
    id_entry = glossary.entry("", "id")
    return next(templates, "/v1/things/{thing_id}").partition("{")[0] + str(id_entry.example if id_entry else 1)


def _document_sorts(operation: Json) -> None:
    """Document the values of `sort`, which the route declares."""
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "sort" and SORTS in operation:
            name = f" *-?({'|'.join(operation[SORTS])}) *"
            parameter["schema"]["pattern"] = f"^({name}(,{name})*)?$"


SUCCESSES = {
    "200": "The request succeeded.",
    "201": "The resource was created.",
    "202": "The request was accepted; its result follows.",
    "204": "The request succeeded; the response has no body.",
}
"""Descriptions of responses by status, where a route gives none."""


def _move_alternatives(operation: Json) -> None:
    """Responses are documented in JSON alone; other media types are named in `x-alternate-media-types`.

    With two media types in one response, generators of typed clients make its body a union of both.
    """
    for status, response in operation["responses"].items():
        if response["description"] == "Successful Response":  # FastAPI's text where a route gives none
            response["description"] = SUCCESSES[status]
        content: Json = response.get("content", {})
        others = sorted(content.keys() - {"application/json"}) if "application/json" in content else []
        for kind in others:
            del content[kind]
        if others:
            operation[ALTERNATIVES] = others
            response["description"] += f" Also available as {', '.join(f'`{kind}`' for kind in others)} by `Accept`."


def _add_problems(schemas: dict[str, Json]) -> None:
    for model in (Problem, FieldProblem):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        schemas[model.__name__] = schema


def _tidy(document: Json, schemas: dict[str, Json]) -> None:
    for schema in schemas.values():
        normalize(schema, schemas)
    for _, _, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            normalize(parameter["schema"], schemas)
            without_null(parameter["schema"])
            # The parameter itself has the description too.
            parameter["schema"].pop("description", None)
        for content in _contents(operation):
            if "schema" in content:
                normalize(content["schema"], schemas)


def _contents(operation: Json) -> list[Json]:
    parts = [operation.get("requestBody", {}), *operation["responses"].values()]
    return [content for part in parts for content in part.get("content", {}).values()]


def _bound(document: Json, schemas: dict[str, Json]) -> None:
    coming: set[str] = set()
    going: set[str] = set()
    for _, _, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            bound_input(parameter["schema"])
        reached(operation.get("requestBody"), schemas, coming)
        reached(operation["responses"], schemas, going)
        for response in operation["responses"].values():
            for content in response.get("content", {}).values():
                bound_text_body(content.get("schema", {}))
                bound_output(content.get("schema", {}))
    for name in coming:
        bound_input(schemas[name])
    for name in going - coming:
        bound_output(schemas[name])


def _describe_fields(document: Json, schemas: dict[str, Json], glossary: Glossary) -> None:
    for model, schema in schemas.items():
        for one in walk_schemas(schema):
            for name, inner in one.get("properties", {}).items():
                entry = glossary.entry(model, name)
                if entry is not None:
                    _apply_entry(inner, entry)
    for _, _, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            entry = glossary.entry(operation["operationId"], parameter["name"])
            if entry is not None:
                parameter.setdefault("description", entry.meaning)
            if parameter["in"] == "path" and entry is not None and "examples" not in parameter["schema"]:
                parameter["schema"]["examples"] = [entry.example]


def _apply_entry(schema: Json, entry: GlossaryEntry) -> None:
    schema.setdefault("description", entry.meaning)
    if entry.pattern is not None:
        schema["pattern"] = entry.pattern
    if entry.choices:
        schema.get("items", schema)["enum"] = list(entry.choices)
    if entry.max_size is not None and has_type("string", schema) and "maxLength" not in schema and "enum" not in schema:
        schema["maxLength"] = entry.max_size
    if entry.max_size is not None and has_type("array", schema):
        schema["maxItems"] = min(entry.max_size, schema.get("maxItems", entry.max_size))


def _show_body(operation: Json, schemas: dict[str, Json], examples: Examples) -> None:
    """Add one example of the body: that of the model, else one of the required fields and those with examples."""
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if kind not in _EXAMPLE_MEDIA_TYPES or {"example", "examples"} & content.keys():
            continue
        content["example"] = examples.request_body(content["schema"])

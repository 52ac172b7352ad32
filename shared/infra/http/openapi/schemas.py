"""Normalize JSON schemas to the style of JSON Schema 2020-12, and add the bounds that apply to all of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.infra.http.openapi.references import Json, name_of
from shared.infra.http.requests.fields import MAX_ID, WHITESPACE

MAX_TEXT_LENGTH = 65_536
"""Maximum number of characters of a string in a response."""

MAX_LIST_LENGTH = 100_000
"""Maximum number of members of a list in a response."""

MAX_BODY_LENGTH = 2**31 - 1
"""Maximum number of characters of a response that is not JSON."""

ANY_TEXT = r"^[^\u0000]*$"
"""The pattern of every string in a request: no NUL character."""

NON_EMPTY_TEXT = rf"^[^\u0000]*[^{WHITESPACE}\u0000][^\u0000]*$"
"""The pattern of a string in a request that must contain at least one character other than white space."""


def subschemas(schema: Json) -> Iterator[Json]:
    """Yield the direct subschemas of a schema."""
    for keyword in ("properties", "patternProperties", "$defs"):
        yield from schema.get(keyword, {}).values()
    for keyword in ("items", "additionalProperties", "not", "propertyNames"):
        if isinstance(schema.get(keyword), dict):
            yield schema[keyword]
    for keyword in ("anyOf", "oneOf", "allOf", "prefixItems"):
        yield from schema.get(keyword, [])


def walk_schemas(schema: Json) -> Iterator[Json]:
    """Yield the schema and all schemas inside it, the innermost first."""
    for inner in subschemas(schema):
        yield from walk_schemas(inner)
    yield schema


def normalize(schema: Json, schemas: Mapping[str, Json]) -> None:
    """Remove titles that only repeat names, and simplify the schemas of nullable values."""
    for one in walk_schemas(schema):
        if isinstance(one.get("title"), str):
            del one["title"]
        _simplify_null(one, schemas)
        if one.get("type") == "integer" and one.get("exclusiveMinimum") == 0:
            del one["exclusiveMinimum"]
            one["minimum"] = 1


def without_null(schema: Json) -> None:
    """Remove null from the schema of a parameter: it can be omitted, and no string means null."""
    kinds = schema.get("type")
    if isinstance(kinds, list) and "null" in kinds:
        schema["type"] = next(kind for kind in kinds if kind != "null")
        if None in schema.get("enum", ()):
            schema["enum"] = [value for value in schema["enum"] if value is not None]
    if "oneOf" in schema and {"type": "null"} in schema["oneOf"]:
        (only,) = (choice for choice in schema.pop("oneOf") if choice != {"type": "null"})
        schema.update(only)
    if schema.get("default", ...) is None:
        del schema["default"]


def bound_input(schema: Json) -> None:
    """Add the bounds of request values: strings without NUL, integers of 64 bits."""
    for one in walk_schemas(schema):
        if has_type("integer", one):
            one.setdefault("format", "int64")
        if "patternProperties" in one:
            # Keys that match no pattern are rejected; JSON Schema would allow them by default.
            one.setdefault("additionalProperties", False)
        _bound_format(one)
        if has_type("string", one) and not _is_restricted(one):
            one["pattern"] = NON_EMPTY_TEXT if one.get("minLength") else ANY_TEXT


def bound_text_body(schema: Json) -> None:
    """Add the bound of a response that is a single text, such as a table or a stream of events."""
    if has_type("string", schema):
        schema.setdefault("maxLength", MAX_BODY_LENGTH)


def bound_output(schema: Json) -> None:
    """Add the bounds of response values to fields that declare none."""
    for one in walk_schemas(schema):
        _bound_format(one)
        if has_type("integer", one):
            one.setdefault("format", "int64")
            one.setdefault("minimum", -MAX_ID)
            one.setdefault("maximum", MAX_ID)
        elif has_type("string", one) and not _is_restricted(one):
            one.setdefault("maxLength", MAX_TEXT_LENGTH)
        elif has_type("array", one):
            one.setdefault("maxItems", MAX_LIST_LENGTH)


def has_type(kind: str, schema: Mapping[str, Any]) -> bool:
    kinds = schema.get("type")
    return kinds == kind or (isinstance(kinds, list) and kind in kinds)


def _bound_format(schema: Json) -> None:
    if has_type("string", schema) and (longest := _FORMAT_LENGTHS.get(schema.get("format", ""))):
        schema.setdefault("maxLength", longest)


_FORMAT_LENGTHS = {"date-time": 35, "date": 10, "uuid": 36}


def _is_restricted(schema: Json) -> bool:
    return not {"enum", "const", "format", "pattern"}.isdisjoint(schema)


def _simplify_null(schema: Json, schemas: Mapping[str, Json]) -> None:
    """Write `X or null` as a list of two types, or as `oneOf` if X is a component."""
    choices = schema.get("anyOf", ())
    if len(choices) != 2 or {"type": "null"} not in choices:
        return
    (other,) = (choice for choice in choices if choice != {"type": "null"})
    name = name_of(other)
    if name is not None and "enum" in schemas.get(name, {}):
        other = {key: value for key, value in schemas[name].items() if key in ("type", "enum")}
    del schema["anyOf"]
    if isinstance(other.get("type"), str):
        schema.update(
            {key: value for key, value in other.items() if key not in schema} | {"type": [other["type"], "null"]}
        )
        if "const" in schema:
            schema["enum"] = [schema.pop("const")]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    else:
        schema["oneOf"] = [other, {"type": "null"}]

"""Valid values of the filters of each list."""

from collections.abc import Mapping
from typing import Any

from tests.api_document import described
from tests.entrypoints.lists.world import World
from tests.module_samples import all_samples

PAGING = {"limit", "offset", "skip", "cursor", "include_total", "sort"}


def valid_filters(world: World, template: str) -> Mapping[str, str]:
    """Each filter of the list with a valid value."""
    document = described(world.app)
    (path,) = [route.path_format for route in world.lists() if route.path_format == template]
    parameters = [each for each in document["paths"][path]["get"]["parameters"] if each["in"] == "query"]
    models = document["components"]["schemas"]
    existing = {
        name: value for samples in all_samples() for name, value in samples.lists.filter_values.get(path, {}).items()
    }
    return {
        each["name"]: existing.get(each["name"]) or _sample(each["schema"], models)
        for each in parameters
        if each["name"] not in PAGING
    }


def _sample(schema: Mapping[str, Any], models: Mapping[str, Any]) -> str:
    plain = next((one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"), schema)
    if "$ref" in plain:
        plain = models[plain["$ref"].rpartition("/")[2]]
    if "enum" in plain or "const" in plain:
        return str(plain.get("const") or plain["enum"][0])
    if plain.get("format") == "date-time":
        return "2020-01-01T00:00:00Z"
    return {"boolean": "false", "integer": "1"}.get(plain.get("type", ""), "XXX")

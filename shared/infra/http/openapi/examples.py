"""Example values for every field, from its schema or from the glossary."""

from collections.abc import Mapping
from typing import Any

from shared.infra.http.openapi.glossary import Glossary
from shared.infra.http.openapi.references import Json, name_of
from shared.infra.http.openapi.schemas import has_type


class Examples:
    """Creates examples of the document's schemas. `missing` collects each `Model.field` without an example value."""

    def __init__(self, schemas: Mapping[str, Json], glossary: Glossary) -> None:
        self._schemas = schemas
        self._glossary = glossary
        self.missing: set[str] = set()

    def of(self, schema: Json, model: str = "", name: str = "") -> Any:
        """Return an example of the schema, which is that of the field `name` of `model`."""
        if (component := name_of(schema)) is not None:
            return self._of_component(component, model, name)
        stated = [
            *schema.get("examples", ()),
            *schema.get("enum", ()),
            *([schema["const"]] if "const" in schema else ()),
        ]
        if stated:
            return stated[0]
        if "oneOf" in schema or "anyOf" in schema:
            return self._of_choice(schema, model, name)
        if "properties" in schema:
            return {one: self.of(inner, model, one) for one, inner in schema["properties"].items()}
        if has_type("array", schema) and not self._is_known(model, name):
            return [self.of(schema["items"], model, name)]
        return self._word(schema, model, name)

    def _of_choice(self, schema: Json, model: str, name: str) -> Any:
        entry = self._glossary.entries.get(f"{model}.{name}")
        choices = schema.get("oneOf") or schema["anyOf"]
        if entry is not None and entry.example is None and {"type": "null"} in choices:
            return None
        return self.of(choices[0], model, name)

    def request_body(self, schema: Json, model: str = "", name: str = "") -> Any:
        """Return an example of a request body, with the required members and those that have examples."""
        if (component := name_of(schema)) is not None:
            return self.request_body(self._schemas[component], component, name)
        if schema.get("examples"):
            return schema["examples"][0]
        if "properties" in schema:
            required = schema.get("required", ())
            shown = {
                one: inner for one, inner in schema["properties"].items() if one in required or "examples" in inner
            }
            return {one: self.request_body(inner, model, one) for one, inner in shown.items()}
        if has_type("array", schema):
            return [self.request_body(schema["items"], model, name)]
        return self.of(schema, model, name)

    def _of_component(self, component: str, model: str, name: str) -> Any:
        schema = self._schemas[component]
        if "properties" not in schema and "oneOf" not in schema:
            return self.of(schema, model, name)
        return self.of(schema, component, name)

    def _is_known(self, model: str, name: str) -> bool:
        entry = self._glossary.entry(model, name)
        return entry is not None and isinstance(entry.example, list)

    def _word(self, schema: Json, model: str, name: str) -> Any:
        entry = self._glossary.entry(model, name)
        if entry is None or (entry.example is None and "type" in schema and not has_type("null", schema)):
            if has_type("boolean", schema):
                return True
            self.missing.add(f"{model}.{name}")
            return _PLAIN.get(str(schema.get("type")))
        return entry.example


_PLAIN = {"integer": 1, "number": 1.0, "string": "text", "object": {}}

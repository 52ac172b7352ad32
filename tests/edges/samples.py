"""Generates valid requests for an operation from the document."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from tests.edges.document import Operation

BOUNDARY = b"the-boundary"


class Samples:
    """`known` are values by field name, used in place of the document's examples."""

    def __init__(self, document: Mapping[str, Any], known: Mapping[str, object]) -> None:
        self._schemas: Mapping[str, dict[str, Any]] = document["components"]["schemas"]
        self._known = known

    def body(self, operation: Operation) -> tuple[bytes, bytes | None]:
        """The body and its media type; empty if the operation has none."""
        kind = operation.media_type
        if kind is None:
            return b"", None
        return self.encoded(kind, self.value(operation.bodies[kind]))

    @staticmethod
    def encoded(kind: str, value: Any) -> tuple[bytes, bytes]:
        if kind == "application/x-www-form-urlencoded":
            return urlencode(value).encode(), kind.encode()
        if kind == "multipart/form-data":
            return _multipart(value), b"multipart/form-data; boundary=" + BOUNDARY
        if kind == "application/json" or kind.endswith("+json"):
            return orjson.dumps(value), b"application/json"
        return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass"), kind.encode()

    def value(self, schema: Mapping[str, Any], name: str = "") -> Any:
        """A value of the schema: its example, otherwise the smallest valid value."""
        schema = self.resolved(schema)
        if name in self._known:
            return self._known[name]
        shown = [*schema.get("examples", ()), *([schema["example"]] if "example" in schema else ())]
        given = [schema["const"]] if "const" in schema else [self._adapted(one) for one in shown]
        if given or "enum" in schema:
            return (given or schema["enum"])[0]
        for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            if choice.get("type") != "null":
                return self.value(choice, name)
        return self._of_type(schema)

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].rpartition("/")[2]]
        return schema

    def members(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        members: Mapping[str, Any] = self.resolved(schema).get("properties", {})
        return members

    def _of_type(self, schema: Mapping[str, Any]) -> Any:
        match schema.get("type"), schema.get("format", "binary" if "contentMediaType" in schema else ""):
            case "object", _:
                return self._object(schema)
            case "array", _:
                return [self.value(schema["items"])] * max(1, schema.get("minItems", 0))
            case "string", form:
                plain = "a" * max(1, schema.get("minLength", 0))
                return {"date-time": "2026-11-21T09:30:00Z", "binary": b"a"}.get(form, plain)
            case "boolean", _:
                return True
        return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)

    def _object(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        members: Mapping[str, Any] = schema.get("properties", {})
        needed = set(schema.get("required", ()))
        wanted = needed or {name for name, member in members.items() if self.resolved(member).get("examples")}
        return {name: self.value(members[name], name) for name in members if name in wanted}

    def _adapted(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._known[name] if name in self._known else self._adapted(v) for name, v in value.items()}
        return [self._adapted(one) for one in value] if isinstance(value, list) else value


def _multipart(fields: Mapping[str, Any]) -> bytes:
    parts = b""
    for name, value in fields.items():
        file = b'; filename="file"' if isinstance(value, bytes) else b""
        content = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        parts += b'--%b\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n' % (
            BOUNDARY,
            name.encode(),
            file,
            content,
        )
    return parts + b"--" + BOUNDARY + b"--\r\n"

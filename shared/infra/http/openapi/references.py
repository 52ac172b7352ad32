"""Find the schemas that a part of the document refers to."""

from collections.abc import Iterator, Mapping
from typing import Any

PREFIX = "#/components/schemas/"

Json = dict[str, Any]


def name_of(schema: Mapping[str, Any]) -> str | None:
    """Return the name of the component if the schema is only a reference."""
    reference = schema.get("$ref")
    return reference.removeprefix(PREFIX) if isinstance(reference, str) and reference.startswith(PREFIX) else None


def reached(part: object, schemas: Mapping[str, Json], known: set[str] | None = None) -> set[str]:
    """Return the names of all schemas that the part refers to, directly or indirectly."""
    found = set() if known is None else known
    for name in _references(part):
        if name not in found and name in schemas:
            found.add(name)
            reached(schemas[name], schemas, found)
    return found


def _references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if (name := name_of(part)) is not None:
            yield name
        # The mapping of a discriminator contains references as plain strings.
        yield from (one.removeprefix(PREFIX) for one in part.get("mapping", {}).values() if isinstance(one, str))
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Path, method and operation of each operation."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation

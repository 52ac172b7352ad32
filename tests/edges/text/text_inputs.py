"""All text inputs of requests, from the document."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tests.edges.document import Operation
from tests.edges.samples import Samples

Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """A text input of an operation: in its `body` (by path), `query` or `path`."""

    operation: Operation
    kind: str
    steps: Steps

    def __str__(self) -> str:
        return f"{self.operation.name} {self.kind} {'/'.join(map(str, self.steps))}"


def places(operations: Sequence[Operation], samples: Samples) -> list[Place]:
    """All text inputs, in document order."""
    return [place for one in operations for place in _places(one, samples)]


def put(value: Any, steps: Steps, text: object) -> Any:
    """A copy of the sample with the text in this input; missing parents are created."""
    if not steps:
        return text
    first, *rest = steps
    changed = deepcopy(value)
    if isinstance(first, int):
        items = changed if isinstance(changed, list) and changed else [None]
        return [put(items[0], tuple(rest), text), *items[1:]]
    members = changed if isinstance(changed, dict) else {}
    return {**members, first: put(members.get(first), tuple(rest), text)}


def found(value: Any, steps: Steps) -> Any:
    """The value of the input; None if there is none."""
    for step in steps:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and len(value) > step:
            value = value[step]
        else:
            return None
    return value


def _places(one: Operation, samples: Samples) -> Iterator[Place]:
    for hole in one.holes:
        yield Place(one, "path", (hole,))
    for parameter in one.parameters_in("query"):
        yield Place(one, "query", (parameter["name"],))
    if one.media_type is not None:
        for steps in _texts(one.bodies[one.media_type], samples, ()):
            yield Place(one, "body", steps)


def _texts(schema: Mapping[str, Any], samples: Samples, steps: Steps) -> Iterator[Steps]:
    """The text inputs of a schema, including optional ones."""
    schema = samples.resolved(schema)
    if len(steps) > 6:
        return
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _texts(choice, samples, steps)
    stated = schema.get("type")
    kinds = {stated} if isinstance(stated, str) else set(stated or ())
    if "string" in kinds or (not kinds and schema.keys() & {"enum", "const"}):
        yield steps
    if "array" in kinds and "items" in schema:
        yield from _texts(schema["items"], samples, (*steps, 0))
    for name, member in schema.get("properties", {}).items():
        yield from _texts(member, samples, (*steps, name))
    if isinstance(more := schema.get("additionalProperties"), dict):
        yield from _texts(more, samples, (*steps, "key"))

"""JSON Schemas of events, derived from their classes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from shared.kernel.events import Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SIMPLE: Mapping[object, Mapping[str, object]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    NoneType: {"type": "null"},
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    object: {},
    Any: {},
}


@dataclass(frozen=True, slots=True)
class EventSchema:
    """A published event type; `schema` describes its `data`."""

    type: str
    schema_version: int
    aggregate_type: str
    description: str
    schema: Mapping[str, object]


def describe_event(event: type[Event]) -> EventSchema:
    """Raises TypeError for a field that has no JSON Schema."""
    return EventSchema(
        event.type, event.schema_version, event.aggregate_type, _description(event), _object_schema(event)
    )


def _description(event: type[Event]) -> str:
    """Return the docstring of the class or of its nearest base class that has one."""
    for kind in event.__mro__[: event.__mro__.index(Event)]:
        text = kind.__dict__.get("__doc__") or ""
        if text and not text.startswith(f"{kind.__name__}("):  # skip the docstring that dataclasses generate
            return cleandoc(text)
    return ""


def _object_schema(kind: type) -> Mapping[str, object]:
    """Additional members are allowed, because they may be added without a new version."""
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    return {"type": "object", "properties": {name: _schema(hints[name]) for name in names}, "required": names}


def _schema(hint: Any) -> Mapping[str, object]:
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"type": "string", "enum": [member.value for member in hint]}
    if is_dataclass(hint) and isinstance(hint, type):
        return _object_schema(hint)
    return _generic_schema(get_origin(hint), get_args(hint), hint)


def _generic_schema(origin: Any, arguments: tuple[Any, ...], hint: object) -> Mapping[str, object]:
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(argument) for argument in arguments]}
    if origin is tuple and arguments[1:] != (...,):
        raise TypeError(f"an event has no field of {hint}: a list is of one kind")
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(arguments[1])}
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return {"type": "array", "items": _schema(arguments[0])}
    raise TypeError(f"an event has no field of {hint}")

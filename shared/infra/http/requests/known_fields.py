"""Find the fields that a model allows at a location of the body, to suggest one for an unknown field."""

from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel


def known_fields(model: object, location: Sequence[str | int]) -> set[str]:
    """Return the names of the fields beside the location; empty if the model does not define them.

    `location` is pydantic's: names of fields, numbers of list items, and tags of discriminated unions.
    """
    kinds = list(_kinds(model))
    for step in location[:-1]:
        # A tag is not a field, so it does not change the position in the model.
        kinds = [inner for kind in kinds for inner in _inside(kind, step)] or kinds
    return {name for kind in kinds for name in _names(kind)}


def _kinds(annotation: object) -> Iterator[object]:
    """Yield the members of a union, without annotations."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for member in get_args(annotation):
            yield from _kinds(member)
    elif annotation is not type(None):
        yield annotation


def _inside(kind: object, step: str | int) -> Iterator[object]:
    arguments: tuple[Any, ...] = get_args(kind)
    if isinstance(step, int) or get_origin(kind) is dict:
        yield from _kinds(arguments[-1]) if arguments else ()
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if (field.alias or name) == step:
                yield from _kinds(field.annotation)


def _names(kind: object) -> Iterator[str]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from (field.alias or name for name, field in kind.model_fields.items())

"""Which fields a body can have at a place, read from its model: to name the one that an unknown field is near to."""

from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel


def known_fields(model: object, location: Sequence[str | int]) -> set[str]:
    """The names that fields beside the one at the location have; empty where the model does not tell.

    `location` is pydantic's: names of fields, numbers of list items, and tags of discriminated unions.
    """
    kinds = list(_kinds(model))
    for step in location[:-1]:
        # A tag is no field: the place stays the same.
        kinds = [inner for kind in kinds for inner in _inside(kind, step)] or kinds
    return {name for kind in kinds for name in _names(kind)}


def _kinds(annotation: object) -> Iterator[object]:
    """The members of unions, without what is annotated to them."""
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

"""Flatten a response model into the columns of a table."""

from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel


class ModelColumns:
    """Each field is a column; fields of a nested object have dotted names (`owner.email`).

    Lists and free-form objects are one column of JSON text. The columns of a missing object are empty.
    """

    def __init__(self, model: type[BaseModel]) -> None:
        self._paths = list(_paths(model, (model,)))
        self.names = [".".join(path) for path in self._paths]

    def cells(self, item: Mapping[str, Any]) -> Sequence[object]:
        """The item's values, in the order of the columns."""
        return [_value(item, path) for path in self._paths]

    def rows(self, item: Mapping[str, Any]) -> Sequence[Sequence[object]]:
        return [self.cells(item)]


class ExpandedColumns:
    """One row for each object of a list of the model: first the item's own columns, then the object's.

    An item with an empty list has one row with empty object columns.
    """

    def __init__(self, model: type[BaseModel], field: str) -> None:
        item = ModelColumns(model)
        inner = ModelColumns(get_args(model.model_fields[field].annotation)[0])
        self._field = field
        self._kept = [number for number, name in enumerate(item.names) if name != field]
        self._item = item
        self._inner = inner
        prefix = field.removesuffix("s")
        self.names = [*(item.names[number] for number in self._kept), *(f"{prefix}.{name}" for name in inner.names)]

    def rows(self, item: Mapping[str, Any]) -> Sequence[Sequence[object]]:
        cells = self._item.cells(item)
        own = [cells[number] for number in self._kept]
        return [[*own, *self._inner.cells(each)] for each in item[self._field] or [{}]]


def _paths(model: type[BaseModel], outer: tuple[type[BaseModel], ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, field in model.model_fields.items():
        inner = _object(field.annotation)
        if inner is None or inner in outer:
            found.append((name,))
        else:
            found += [(name, *path) for path in _paths(inner, (*outer, inner))]
    return found


def _object(annotation: Any) -> type[BaseModel] | None:
    """The model of a field that holds one optional object."""
    if get_origin(annotation) is Annotated:
        return _object(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return _object(kinds[0]) if len(kinds) == 1 else None
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _value(item: Mapping[str, Any], path: Sequence[str]) -> object:
    value: Any = item
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value

"""What FastAPI found in the signatures of a route's handler and of its dependencies.

FastAPI resolves a signature once, into `APIRoute.dependant`, which its documentation does not describe. To resolve it a
second time here could differ from what FastAPI does. So this file alone reads it, as the protocols below say, and
`tests/shared/infra/http/requests/test_declared_parameters.py` fails where FastAPI changes it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """`path` leads to its value in the handler's arguments: the argument, and the member if that is a model."""

    name: str
    path: Sequence[str]
    annotation: Any


class _Field(Protocol):
    field_info: FieldInfo
    name: str

    @property
    def alias(self) -> str: ...


class _Signature(Protocol):
    call: Callable[..., Any] | None

    @property
    def query_params(self) -> Sequence[_Field]: ...

    @property
    def dependencies(self) -> Sequence["_Signature"]: ...


def own_query_parameters(route: APIRoute) -> Sequence[QueryParameter]:
    """The query parameters among the handler's own arguments."""
    return tuple(_parameters(route.dependant))


def query_parameters(route: APIRoute) -> Sequence[QueryParameter]:
    """The query parameters of the handler and of all its dependencies."""
    found: list[_Signature] = [route.dependant, *_dependencies(route.dependant)]
    return tuple(parameter for signature in found for parameter in _parameters(signature))


def dependencies(route: APIRoute) -> Sequence[object]:
    """What the handler depends on, directly or through another dependency."""
    return tuple(signature.call for signature in _dependencies(route.dependant))


def replace_handler(route: APIRoute, handler: Callable[..., Any]) -> None:
    """Let the route call `handler`, which takes the same arguments."""
    route.endpoint = route.dependant.call = handler


def _dependencies(signature: _Signature) -> Iterator[_Signature]:
    for dependency in signature.dependencies:
        yield dependency
        yield from _dependencies(dependency)


def _parameters(signature: _Signature) -> Iterator[QueryParameter]:
    for field in signature.query_params:
        annotation = field.field_info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            for name, inner in annotation.model_fields.items():
                yield QueryParameter(inner.alias or name, (field.name, name), inner.annotation)
        else:
            yield QueryParameter(field.alias, (field.name,), annotation)

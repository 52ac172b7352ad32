"""What FastAPI found in the signatures of a route's handler and of its dependencies.

FastAPI resolves a signature once, into `APIRoute.dependant`, which its documentation does not describe. To resolve it a
second time here could differ from what FastAPI does. So this file alone reads it, as the protocols below say, and
`tests/shared/infra/http/requests/test_declared_parameters.py` fails where FastAPI changes it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, get_args, get_origin

from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """`path` leads to its value in the handler's arguments: the argument, and the member if that is a model."""

    name: str
    path: Sequence[str]
    annotation: Any


class Field(Protocol):
    """A parameter or a body. `validate` returns the value and the errors, each with `loc` in front of its location."""

    field_info: FieldInfo
    name: str

    @property
    def alias(self) -> str: ...

    @property
    def default(self) -> Any: ...

    def validate(self, value: Any, *, loc: tuple[int | str, ...]) -> tuple[Any, Any]: ...


class Signature(Protocol):
    """A handler or a dependency; `name` is the argument that gets the dependency's value, None if none does."""

    call: Callable[..., Any] | None
    name: str | None
    request_param_name: str | None

    @property
    def path_params(self) -> Sequence[Field]: ...

    @property
    def query_params(self) -> Sequence[Field]: ...

    @property
    def body_params(self) -> Sequence[Field]: ...

    @property
    def dependencies(self) -> Sequence["Signature"]: ...


def signature_of(route: APIRoute) -> Signature:
    """The signature of the route's handler."""
    return route.dependant


def own_query_parameters(route: APIRoute) -> Sequence[QueryParameter]:
    """The query parameters among the handler's own arguments."""
    return tuple(_parameters(route.dependant))


def query_parameters(route: APIRoute) -> Sequence[QueryParameter]:
    """The query parameters of the handler and of all its dependencies."""
    found: list[Signature] = [route.dependant, *_dependencies(route.dependant)]
    return tuple(parameter for signature in found for parameter in _parameters(signature))


def dependencies(route: APIRoute) -> Sequence[object]:
    """What the handler depends on, directly or through another dependency."""
    return tuple(signature.call for signature in _dependencies(route.dependant))


def replace_handler(route: APIRoute, handler: Callable[..., Any]) -> None:
    """Let the route call `handler`, which takes the same arguments."""
    route.endpoint = route.dependant.call = handler


def model_of(field: Field) -> type[BaseModel] | None:
    """The model whose members are parameters; None if the field is itself the parameter."""
    annotation = field.field_info.annotation
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def is_list(annotation: Any) -> bool:
    """Whether a parameter of this type may be repeated."""
    return any(get_origin(part) is list for part in (annotation, *get_args(annotation)))


def _dependencies(signature: Signature) -> Iterator[Signature]:
    for dependency in signature.dependencies:
        yield dependency
        yield from _dependencies(dependency)


def _parameters(signature: Signature) -> Iterator[QueryParameter]:
    for field in signature.query_params:
        if (model := model_of(field)) is not None:
            for name, inner in model.model_fields.items():
                yield QueryParameter(inner.alias or name, (field.name, name), inner.annotation)
        else:
            yield QueryParameter(field.alias, (field.name,), field.field_info.annotation)
